import type { Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";

/**
 * Where one of Ocean's contracts lies on the client's chain.
 *
 * @param name As Ocean's address file calls it, such as `FixedPrice`.
 * @throws PosthumanError `OCEAN_WITHOUT` if the deployment's address document does not name it.
 */
export function oceanAddress({ addresses, chainId }: Client, name: string): string {
  const address = addresses.ocean[name];
  if (address === undefined) throw new PosthumanError("OCEAN_WITHOUT", { name, chainId });
  return address;
}
