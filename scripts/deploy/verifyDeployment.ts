import { PosthumanError } from "@posthuman/sdk";
import { ourArtifacts } from "../../deploy/compiled/compiledContracts.ts";
import type { PublicNetwork } from "../../deploy/publicNetworks.ts";
import { buildContracts } from "../contracts/buildContracts.ts";
import { checkCode } from "./checkChain.ts";
import { DEPLOYMENTS } from "./deployMarket.ts";
import { readDeployment, type DeploymentFile } from "./DeploymentFile.ts";
import { configured, findNetwork, openChain } from "./openChain.ts";
import type { DeployOptions } from "./options.ts";

/** What was compared, and what an explorer accepted. */
interface Verified {
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

const KEY = "ETHERSCAN_API_KEY";

/**
 * Has an explorer verify the sources of every contract of a deployment by Hardhat's plugin: Etherscan, or one that
 * speaks like it at `<NETWORK>_EXPLORER_API_URL`.
 *
 * @param say Is told what happens, for a person.
 * @returns The names of the contracts that are verified; `undefined` if no key is configured, which is no error.
 * @throws PosthumanError `SOURCES_NOT_VERIFIED` for the first contract that the explorer does not accept.
 */
async function verifySources(
  network: PublicNetwork,
  deployment: DeploymentFile,
  say: (line: string) => void,
): Promise<string[] | undefined> {
  const key = await configured(KEY);
  if (!key) {
    say(`Sources are not verified: there is no ${KEY} (npx hardhat keystore set ${KEY}).`);
    return undefined;
  }
  const { name, chainId, variable } = network;
  const apiUrl = process.env[`${variable}_EXPLORER_API_URL`];
  const etherscan = { url: apiUrl ?? "", ...(apiUrl && { apiUrl }) };
  const descriptor = { name, blockExplorers: { etherscan } };
  // Hardhat and its plugins take a while to load, which nobody without a key has to wait for.
  const { verifyContract } = await import("@nomicfoundation/hardhat-verify/verify");
  const { createHardhatRuntimeEnvironment } = await import("hardhat/hre");
  const { hardhatSettings } = await import("../contracts/hardhatSettings.ts");
  const hre = await createHardhatRuntimeEnvironment(
    { ...hardhatSettings, ...(apiUrl && { chainDescriptors: { [chainId]: descriptor } }) },
    // The profile that the contracts were built with; its plugin would take the one for production.
    { network: name, buildProfile: "default" },
  );
  const contracts = ownContracts(deployment);
  for (const [contract, address] of contracts) {
    try {
      const constructorArgs = await argumentsOf(contract, deployment);
      await verifyContract({ address, constructorArgs, provider: "etherscan" }, hre);
    } catch (cause) {
      const reason = (cause as Error).message.split("\n")[0]!;
      throw new PosthumanError("SOURCES_NOT_VERIFIED", { name: contract, reason, network: name }, { cause });
    }
    say(`verified  ${contract}`);
  }
  return contracts.map(([contract]) => contract);
}

/** Each contract once: of the names that share an address, the one that was created there. */
function ownContracts({ posthuman, constructorArguments }: DeploymentFile): [string, string][] {
  const created = new Set(Object.keys(constructorArguments).map((name) => (posthuman as Addresses)[name]));
  return Object.entries(posthuman).filter(
    ([name, address]) => name in constructorArguments || !created.has(address),
  );
}

type Addresses = Readonly<Record<string, string | undefined>>;

/**
 * What a contract's constructor was given. Contracts that the market's constructor created got the market, or values of
 * its configuration under the same names.
 */
async function argumentsOf(contract: string, deployment: DeploymentFile): Promise<unknown[]> {
  const own = deployment.constructorArguments[contract];
  if (own) return [...own];
  const { abi } = await ourArtifacts.loadArtifact(contract);
  const inputs = (abi as { type: string; inputs: { name: string }[] }[]).find(
    ({ type }) => type === "constructor",
  )?.inputs;
  const values = deployment.parameters;
  const all = { ...values, sink: values["slashSink"], market: deployment.posthuman.JobMarket };
  return (inputs ?? []).map(({ name }) => (all as Record<string, unknown>)[name]);
}
