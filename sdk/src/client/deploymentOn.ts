import { PosthumanError } from "../errors/PosthumanError.ts";
import { deployments } from "../generated/deployments.ts";
import type { Addresses } from "../base/Addresses.ts";
import { networkNamed } from "./networkNamed.ts";

/** Where to look. */
export interface DeploymentOnOptions {
  /** Default: the deployments that this version of the SDK knows. */
  readonly known?: readonly Addresses[];
}

/**
 * The address document of the deployment on a public network.
 *
 * @param network Its name or chain id.
 * @throws PosthumanError `NETWORK_UNKNOWN`, `NOT_DEPLOYED`.
 *
 * @example
 * const client = await connect({ rpcUrl, addresses: deploymentOn("sepolia") });
 */
export function deploymentOn(
  network: string | number,
  { known = deployments }: DeploymentOnOptions = {},
): Addresses {
  const { name, chainId } = networkNamed(network);
  const found = known.find((deployment) => deployment.chainId === chainId);
  if (found) return found;
  throw new PosthumanError("NOT_DEPLOYED", { network: name, chainId });
}
