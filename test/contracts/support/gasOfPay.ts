import { getBytes, id } from "ethers";
import { chain } from "./chain.ts";
import { gasOf } from "./gasOf.ts";
import { bornIn, MIN_GAIN, ONE, type World } from "./world.ts";

const { impersonateAccount, setBalance } = chain.networkHelpers;

/** A descendant of `model` with `depth` models in its lineage, born by the market's own call of the registry. */
async function descendant({ market, registry, bob }: World, model: string, depth: number): Promise<string> {
  const address = await market.getAddress();
  await impersonateAccount(address);
  await setBalance(address, 100n * ONE);
  const asMarket = registry.connect(await chain.ethers.getSigner(address));
  for (let generation = 1; generation < depth; generation++) {
    const sent = await asMarket.birth(
      `M${generation}`,
      model,
      bob,
      id(`weights ${generation}`),
      MIN_GAIN,
      id(`job ${generation}`),
    );
    model = await bornIn(registry, sent);
  }
  return model;
}

/**
 * Gas of a payment to a root and to a model with 64 models in its lineage, each not its first in that token. A zero
 * byte of a model's address, which is luck, makes its calldata 12 gas cheaper: counted as if it had none.
 */
export async function gasOfPay(world: World): Promise<Record<"1" | "64", number>> {
  const { vault, m1, ocean, bob } = world;
  const measure = async (depth: number) => {
    const model = await descendant(world, m1, depth);
    await vault.connect(bob).pay(model, ocean.Token, ONE);
    const luck = 12 * getBytes(model).filter((byte) => byte === 0).length;
    return luck + (await gasOf(vault.connect(bob).pay(model, ocean.Token, ONE)));
  };
  return { 1: await measure(1), 64: await measure(64) };
}
