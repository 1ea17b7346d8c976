import { buildContracts } from "../contracts/buildContracts.ts";
import { checkCode } from "./checkCode.ts";
import { readDeployment } from "./DeploymentFile.ts";
import { DEPLOYMENTS } from "./deployMarket.ts";
import { findNetwork } from "./findNetwork.ts";
import { openChain } from "./openChain.ts";
import type { DeployOptions } from "./readOptions.ts";
import { verifySources } from "./verifySources.ts";

/** What was compared, and what an explorer accepted. */
export interface Verified {
  /** Contracts whose code on chain is that of this build, apart from immutables. */
  readonly sameCode: readonly string[];
  /** Contracts whose sources the explorer shows; absent without a key for it. */
  readonly sources?: readonly string[];
}

/**
 * Compares a deployment with this build, and has an explorer verify the sources where a key for one is configured.
 *
 * @param say Is told what happens, for a person.
 * @throws PosthumanError `NOT_DEPLOYED`, `CODE_DIFFERS`, `SOURCES_NOT_VERIFIED`, and what `openChain` throws.
 */
export async function verifyDeployment(
  options: Pick<DeployOptions, "network" | "ocean" | "deployments">,
  say: (line: string) => void,
): Promise<Verified> {
  const network = findNetwork(options.network, options.ocean);
  const deployment = readDeployment(options.deployments ?? DEPLOYMENTS, network);
  buildContracts();
  {
    using chain = await openChain(network);
    await checkCode(chain.rpc, deployment.posthuman);
  }
  say("Code      on chain is that of this build, in every contract");
  const sources = await verifySources(network, deployment, say);
  return { sameCode: Object.keys(deployment.posthuman), ...(sources && { sources }) };
}
