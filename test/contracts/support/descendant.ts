import { id } from "ethers";
import { chain } from "./chain.ts";
import { bornIn, MIN_GAIN, ONE, type World } from "./world.ts";

const { impersonateAccount, setBalance } = chain.networkHelpers;

/**
 * A descendant of `model` with `depth` models in its lineage, born by the market's own call of the registry. The title
 * of generation g goes to `ownerOf(g)`, or Bob.
 */
export async function descendant(
  { market, registry, bob }: World,
  model: string,
  depth: number,
  ownerOf: (generation: number) => string = () => bob.address,
): Promise<string> {
  const address = await market.getAddress();
  await impersonateAccount(address);
  await setBalance(address, 100n * ONE);
  const asMarket = registry.connect(await chain.ethers.getSigner(address));
  for (let generation = 1; generation < depth; generation++) {
    const weights = id(`weights ${generation}`);
    const sent = await asMarket.birth(
      ...([
        `M${generation}`,
        model,
        ownerOf(generation),
        weights,
        MIN_GAIN,
        id(`job ${generation}`),
      ] as const),
    );
    model = await bornIn(registry, sent);
  }
  return model;
}
