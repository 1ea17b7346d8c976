import { PosthumanError } from "../errors/PosthumanError.ts";
import { networks } from "../generated/deployments.ts";

/** A public network on which Ocean's contracts are deployed. */
export interface Network {
  /** Ocean's name of it. */
  readonly name: string;
  readonly chainId: number;
}

/**
 * A public network by its name or its chain id.
 *
 * @throws PosthumanError `NETWORK_UNKNOWN`, which lists the names.
 *
 * @example
 * const { chainId } = networkNamed("sepolia");
 */
export function networkNamed(network: string | number): Network {
  const found = Object.entries(networks).find(
    ([name, chainId]) => name === network || String(chainId) === String(network),
  );
  if (found) return { name: found[0], chainId: found[1] };
  throw new PosthumanError("NETWORK_UNKNOWN", { network, known: Object.keys(networks).join(", ") });
}
