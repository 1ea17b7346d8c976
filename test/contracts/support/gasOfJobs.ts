import { id } from "ethers";
import { gasOf } from "./gasOf.ts";
import { hand, Kind, passWindow, requested, resultOf, runJob, termsOf } from "./jobs.ts";
import { MIN_GAIN, ONE, type World } from "./world.ts";

/**
 * Gas of every call in the life of a job, in steady state: another job is open, and neither the requester nor the
 * worker is new to any token.
 */
export async function gasOfJobs(world: World): Promise<Record<string, number>> {
  const { market, m1, alice, bob, worker } = world;
  await hand(world, m1, alice, bob, 20n * ONE);
  await requested(world, { salt: id("stays open") });
  const gas: Record<string, number> = {};

  for (const [name, kind] of Object.entries({ infer: Kind.Infer, train: Kind.Train })) {
    const result = resultOf(world, kind, kind === Kind.Train ? { gain: MIN_GAIN - 1n } : {});
    await runJob(world, await termsOf(world, bob, { kind, salt: id(`${name}, first`) }), bob, result);
    const calls = await runJob(world, await termsOf(world, bob, { kind, salt: id(name) }), bob, result);
    const used = Object.entries(calls).map(([call, { gasUsed }]) => [call, Number(gasUsed)] as const);
    for (const [call, amount] of used) gas[`${name}: ${call}`] = amount;
    gas[`${name}: whole job without a birth`] = used.reduce((sum, [, amount]) => sum + amount, 0);
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
