import { ZeroAddress } from "ethers";
import { checkedAddress } from "../client/checks.ts";
import { read, type Client } from "../client/Client.ts";
import { ERC20Template__factory } from "../generated/factories/ERC20Template__factory.ts";

/** A registered model. */
export interface Model {
  /** Its datatoken, which is also its id. */
  readonly address: string;
  readonly name: string;
  /** The model it was trained from; absent for a root. */
  readonly parent?: string;
  /** Hops to the root; 0 for a root. */
  readonly generation: number;
  /** Hops that it holds, 1 to 8: its title's owner keeps all but 1 / 2^hops of its income. */
  readonly hops: number;
  /** The family's first model; a root's own address. */
  readonly root: string;
  /** Commitment to the weights. */
  readonly weightsRoot: string;
  /** Owner of its title, who earns the model's share. */
  readonly owner: string;
  /** Its Ocean data NFT. */
  readonly dataNft: string;
  /** Its own receiving address: what is sent there becomes its income. */
  readonly collector: string;
}

/**
 * A model as it stands.
 *
 * @param model Its datatoken.
 * @throws PosthumanError `MODEL_UNKNOWN`, `ADDRESS_INVALID`.
 *
 * @example
 * const { name, owner, parent } = await getModel(client, address);
 */
export async function getModel(client: Client, model: string): Promise<Model> {
  const { registry, vault } = client.contracts;
  const address = checkedAddress(model, "model");
  return read(client, async () => {
    const { parent, generation, hops, root, weightsRoot } = await registry.modelOf(address);
    const datatoken = ERC20Template__factory.connect(address, client.provider);
    const [name, dataNft, owner] = await Promise.all([
      datatoken.name(),
      datatoken.getERC721Address(),
      registry.ownerOf(address),
    ]);
    return {
      address,
      name,
      ...(parent === ZeroAddress ? {} : { parent }),
      generation: Number(generation),
      hops: Number(hops),
      root,
      weightsRoot,
      owner,
      dataNft,
      collector: await vault.collectorOf(dataNft),
    };
  });
}
