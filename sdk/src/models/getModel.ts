import { ZeroAddress } from "ethers";
import { checkedAddress } from "../client/checks.ts";
import { read, type Client } from "../client/Client.ts";
import { ERC20Template__factory } from "../generated/factories/ERC20Template__factory.ts";
import type { Model } from "./Model.ts";

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
      ...{ address, name },
      ...(parent === ZeroAddress ? {} : { parent }),
      ...{ generation: Number(generation), hops: Number(hops) },
      ...{ root, weightsRoot, owner, dataNft },
      collector: await vault.collectorOf(dataNft),
    };
  });
}
