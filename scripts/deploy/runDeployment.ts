import { mkdirSync } from "node:fs";
import {
  deploy,
  DeploymentResultType,
  type DeploymentResult,
  type IgnitionModule,
} from "@nomicfoundation/ignition-core";
import { decodeError, PosthumanError } from "@posthuman/sdk";
import type { JsonRpcProvider, Wallet } from "ethers";
import { ourArtifacts } from "../../deploy/compiled/compiledContracts.ts";
import { SALT } from "../../deploy/createX.ts";
import { signingProvider } from "../../deploy/signingProvider.ts";
import { noteSigned } from "./journal.ts";

/** What to deploy, as whom, and where to keep the journal. */
interface RunDeploymentOptions {
  readonly rpc: JsonRpcProvider;
  readonly wallet: Wallet;
  readonly module: IgnitionModule;
  /** Folder of the journal. */
  readonly journal: string;
  /** Blocks until a transaction counts. */
  readonly confirmations: number;
  /** The endpoint without its secrets, for errors. */
  readonly url: string;
  /** Is told of every transaction that is sent. */
  readonly onSend: (hash: string) => void;
}

/**
 * Runs Ignition on a module: goes on from the journal, and puts contracts where CreateX puts them.
 *
 * @returns Addresses by the ids of Ignition's futures.
 * @throws PosthumanError `DEPLOYMENT_CHANGED`, `DEPLOYMENT_STOPPED`, `RPC_UNREACHABLE`.
 */
export async function runDeployment(options: RunDeploymentOptions): Promise<Record<string, string>> {
  const { rpc, wallet, module, journal, confirmations: requiredConfirmations, url, onSend } = options;
  mkdirSync(journal, { recursive: true });
  const provider = signingProvider(rpc, wallet, (transaction) => {
    noteSigned(journal, transaction);
    onSend(transaction.hash);
  });
  let result: DeploymentResult;
  try {
    result = await deploy({
      provider,
      accounts: [wallet.address],
      artifactResolver: ourArtifacts,
      ignitionModule: module,
      deploymentParameters: {},
      deploymentDir: journal,
      strategy: "create2",
      strategyConfig: { salt: SALT },
      config: { requiredConfirmations, blockPollingInterval: 500 },
    });
  } catch (error) {
    throw ignitionError(error, url);
  }
  if (result.type === DeploymentResultType.SUCCESSFUL_DEPLOYMENT) {
    return Object.fromEntries(Object.entries(result.contracts).map(([id, { address }]) => [id, address]));
  }
  if (result.type === DeploymentResultType.RECONCILIATION_ERROR) {
    throw new PosthumanError("DEPLOYMENT_CHANGED", { problems: listed(result.errors), folder: journal });
  }
  throw new PosthumanError("DEPLOYMENT_STOPPED", { reason: reasonOf(result) });
}

function reasonOf(
  result: Exclude<DeploymentResult, { type: DeploymentResultType.SUCCESSFUL_DEPLOYMENT }>,
): string {
  if ("errors" in result) return listed(result.errors);
  const failed = result.failed.map(({ futureId, error }) => `${futureId}: ${error}`);
  const late = result.timedOut.map(({ futureId }) => `${futureId} was not mined in time`);
  return [...failed, ...late].join("; ");
}

function listed(errors: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(errors)
    .map(([id, reasons]) => `${id}: ${reasons.join(", ")}`)
    .join("; ");
}

/**
 * The catalogue's error for whatever Ignition threw: its own errors carry their advice; what the connection says is
 * decoded as everywhere.
 *
 * @param url The endpoint without its secrets.
 * @returns The error, ready to be thrown.
 */
export function ignitionError(error: unknown, url: string): PosthumanError {
  const { name, message } = error as Error;
  if (name !== "HardhatError") return decodeError(error, { url });
  const lines = message.replace(/^\S+: /, "").split(/\n+/);
  const reason = lines.join(" ").trim().replace(/\.$/, "");
  return new PosthumanError("DEPLOYMENT_STOPPED", { reason }, { cause: error });
}
