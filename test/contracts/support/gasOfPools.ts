import { id, MaxUint256 } from "ethers";
import { datatokenOf } from "./assets.ts";
import { gasOf } from "./gasOf.ts";
import { termsOf } from "./jobs.ts";
import { buying, openPool, poolOf, selling, SWAP_FEE } from "./pools.ts";
import { ONE, type World } from "./world.ts";

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
