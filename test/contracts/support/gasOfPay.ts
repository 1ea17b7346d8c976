import { getBytes } from "ethers";
import { descendant } from "./descendant.ts";
import { gasOf } from "./gasOf.ts";
import { ONE, type World } from "./world.ts";

/**
 * Gas of a payment to models with 1, 10 and 64 models in their lineage, each not its first in that token. A zero byte of
 * a model's address, which is luck, makes its calldata 12 gas cheaper: counted as if it had none.
 */
export async function gasOfPay(world: World): Promise<Record<"1" | "10" | "64", number>> {
  const { vault, m1, ocean, bob } = world;
  const measure = async (depth: number) => {
    const model = await descendant(world, m1, depth);
    await vault.connect(bob).pay(model, ocean.Token, ONE);
    const luck = 12 * getBytes(model).filter((byte) => byte === 0).length;
    return luck + (await gasOf(vault.connect(bob).pay(model, ocean.Token, ONE)));
  };
  return { 1: await measure(1), 10: await measure(10), 64: await measure(64) };
}
