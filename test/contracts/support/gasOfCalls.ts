import { id, MaxUint256, type ContractTransactionResponse } from "ethers";
import { dataNftOf, datatokenOf } from "./assets.ts";
import { hand, Kind, passWindow, requested, resultOf, runJob, termsOf } from "./jobs.ts";
import { buying, openPool, poolOf, selling, SWAP_FEE } from "./pools.ts";
import { familyOf, MIN_GAIN, ONE, type World } from "./world.ts";

const gasIn = (calls: Awaited<ReturnType<typeof runJob>>) =>
  Object.values(calls).reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0);

/**
 * Gas of every call in the life of a job, in steady state: another job is open, and neither the requester nor the
 * worker is new to any token. Also of the first job that a market ever sees.
 */
export async function gasOfJobs(world: World): Promise<Record<string, number>> {
  const { market, m1, alice, bob, worker } = world;
  await hand(world, m1, alice, bob, 20n * ONE);
  const gas: Record<string, number> = {};
  const first = await termsOf(world, bob, { kind: Kind.Infer, salt: id("first of all") });
  gas["infer: the market's first job"] = gasIn(await runJob(world, first, bob, resultOf(world, Kind.Infer)));
  await requested(world, { salt: id("stays open") });

  for (const [name, kind] of Object.entries({ infer: Kind.Infer, train: Kind.Train })) {
    const result = resultOf(world, kind, kind === Kind.Train ? { gain: MIN_GAIN - 1n } : {});
    await runJob(world, await termsOf(world, bob, { kind, salt: id(`${name}, first`) }), bob, result);
    const calls = await runJob(world, await termsOf(world, bob, { kind, salt: id(name) }), bob, result);
    for (const [call, { gasUsed }] of Object.entries(calls)) gas[`${name}: ${call}`] = Number(gasUsed);
    gas[`${name}: whole job without a birth`] = gasIn(calls);
  }

  for (const salt of ["first birth", "second birth"]) {
    const { terms } = await requested(world, { salt: id(salt) });
    const result = resultOf(world, Kind.Train);
    await market.connect(worker).lease(terms);
    gas["renew"] = await gasOf(market.connect(worker).renew(terms, 5000, id("leaf")));
    await market.connect(worker).submit(await market.jobId(terms), result);
    await passWindow();
    gas["train: settle with a birth due"] = await gasOf(market.settle(terms, result));
    gas["birth"] = await gasOf(market.birth(terms, result));
  }

  const { terms } = await requested(world, { salt: id("cancelled") });
  gas["cancel"] = await gasOf(market.connect(bob).cancel(terms));
  return gas;
}

/** Gas of publishing, selling and earning, in steady state: nobody is new to any token. */
export async function gasOfIncome(world: World): Promise<Record<string, number>> {
  const { registry, vault, offers, ocean, token, m1, alice, bob, derek, people } = world;
  const gas: Record<string, number> = {};
  gas["publish"] = await gasOf(registry.connect(alice).publish("M1b", "", id("b"), familyOf(people), "0x"));
  await hand(world, m1, alice, derek, ONE);
  await datatokenOf(m1, alice).approve(offers, 10n * ONE);
  for (const offer of [1, 2]) {
    gas["list"] = await gasOf(offers.connect(alice).list(m1, 2n * ONE, ocean.Token, 3n * ONE));
    gas["buy"] = await gasOf(offers.connect(derek).buy(offer, ONE, 3n * ONE));
  }
  const collector = await vault.collectorOf(await dataNftOf(m1, alice));
  for (let times = 0; times < 2; times++) {
    await token.transfer(collector, 8n * ONE);
    gas["collect"] = await gasOf(vault.connect(bob).collect(m1, ocean.Token));
    gas["settle one model's income"] = await gasOf(vault.settle(m1, ocean.Token));
    gas["claim"] = await gasOf(vault.connect(alice).claim(ocean.Token));
  }
  return gas;
}

/** Gas of trading in a pool and of buying for a job, in steady state: nobody is new to any token. */
export async function gasOfPools(world: World): Promise<Record<string, number>> {
  const { poolDesk, checkout, offers, m1, alice, bob, derek, ocean } = world;
  const pool = await openPool(world, bob, derek);
  await datatokenOf(m1, alice).approve(offers, MaxUint256);
  await offers.connect(alice).list(m1, 10n * ONE, ocean.Token, ONE);
  const common = { token: m1, amount: ONE, payToken: ocean.Token, maxCost: 4n * ONE };
  const fromOffer = { source: 0, id: 1, ...common };
  const fromPool = { source: 1, id: BigInt(pool), ...common };

  const gas: Record<string, number> = {};
  const values = [m1, 10n * ONE, ocean.Token, 20n * ONE, SWAP_FEE] as const;
  gas["pool: create"] = await gasOf(poolDesk.connect(alice).create(...values));
  for (const time of ["first", "second"]) {
    gas["pool: stake"] = await gasOf(poolDesk.connect(bob).join(pool, 4n * ONE, 3n * ONE, 0));
    gas["pool: buy"] = await gasOf(poolOf(pool, derek).swapExactAmountOut(...buying(world, ONE)));
    gas["pool: sell"] = await gasOf(poolOf(pool, derek).swapExactAmountIn(...selling(world, ONE)));
    const terms = (from: string) => termsOf(world, derek, { salt: id(`${from}, ${time}`) });
    gas["buy from an offer and request"] = await gasOf(
      checkout.connect(derek).buyAndRequest([fromOffer], await terms("offer")),
    );
    gas["buy from a pool and request"] = await gasOf(
      checkout.connect(derek).buyAndRequest([fromPool], await terms("pool")),
    );
  }
  gas["pool: unstake"] = await gasOf(poolDesk.connect(bob).exit(pool, ONE, 0, 0));
  gas["pool: unstake most of it, in rounds"] = await gasOf(
    poolDesk.connect(alice).exit(pool, 100n * ONE, 0, 0),
  );
  return gas;
}

/** Gas that a sent transaction used. */
export async function gasOf(sent: Promise<ContractTransactionResponse>): Promise<number> {
  return Number((await (await sent).wait())!.gasUsed);
}
