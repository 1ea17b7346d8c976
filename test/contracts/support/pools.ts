import { MaxUint256, ZeroAddress } from "ethers";
import { datatokenOf } from "./assets.ts";
import { oceanContract } from "./contracts.ts";
import { hand } from "./jobs.ts";
import { ONE, type World } from "./world.ts";

type Signer = World["alice"];

/** What liquidity providers earn: 0.3 %. */
export const SWAP_FEE = (ONE / 1000n) * 3n;

/** A pool, called by `runner`. */
export const poolOf = (address: string, runner: Signer) =>
  oceanContract("pools/balancer/BPool", address, runner);

/** Alice opens a pool of M1; approvals for the desk and for the pool are hers and, with ten datatokens each, the others'. */
export async function openPool(world: World, ...others: Signer[]): Promise<string> {
  const { poolDesk, m1, alice, ocean } = world;
  await hand(world, m1, alice, alice, 0n);
  await datatokenOf(m1, alice).approve(poolDesk, MaxUint256);
  const values = [m1, 100n * ONE, ocean.Token, 200n * ONE, SWAP_FEE] as const;
  const pool = await poolDesk.connect(alice).create.staticCall(...values);
  await poolDesk.connect(alice).create(...values);
  for (const person of [alice, ...others]) {
    if (person !== alice) await hand(world, m1, alice, person);
    await datatokenOf(m1, person).approve(poolDesk, MaxUint256);
    await datatokenOf(m1, person).approve(pool, MaxUint256);
    await oceanContract("utils/OceanToken", ocean.Token, person).approve(pool, MaxUint256);
    await poolOf(pool, person).approve(poolDesk, MaxUint256);
  }
  return pool;
}

/** Arguments of a purchase of an exact amount, for at most `most`. */
export const buying = ({ ocean, m1 }: World, amount: bigint, most = MaxUint256) =>
  [
    [ocean.Token, m1, ZeroAddress],
    [most, amount, MaxUint256, 0],
  ] as const;

/** Arguments of a sale of an exact amount, for at least `least`. */
export const selling = ({ ocean, m1 }: World, amount: bigint, least = 0n) =>
  [
    [m1, ocean.Token, ZeroAddress],
    [amount, least, MaxUint256, 0],
  ] as const;
