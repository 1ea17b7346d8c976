import { PosthumanError } from "@posthuman/sdk";
import { publicNetworks, type PublicNetwork } from "../../deploy/publicNetworks.ts";

/**
 * A network of Ocean's address file, by its name or chain id.
 *
 * @param file Another file of the same form, for a rehearsal.
 * @throws PosthumanError `NETWORK_UNKNOWN`.
 */
export function findNetwork(wanted: string, file: string | undefined): PublicNetwork {
  const all = publicNetworks(file);
  const found = all.find(({ name, chainId }) => name === wanted || String(chainId) === wanted);
  if (found) return found;
  const known = all.map(({ name }) => name).join(", ");
  throw new PosthumanError("NETWORK_UNKNOWN", { network: wanted, known });
}
