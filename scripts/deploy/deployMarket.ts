import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { confirm } from "@posthuman/cli/terminal";
import { posthumanModule } from "../../deploy/modules/Posthuman.ts";
import { buildContracts } from "../contracts/buildContracts.ts";
import { checkCode, checkJournal, checkNetwork } from "./checkChain.ts";
import { describeDeployment, writeDeployment, type DeploymentFile } from "./DeploymentFile.ts";
import { lockFolder, repairJournal } from "./journal.ts";
import { marketValues } from "./marketValues.ts";
import { findNetwork, openChain, openKey } from "./openChain.ts";
import type { DeployOptions } from "./options.ts";
import { planDeployment, showPlan } from "./planDeployment.ts";
import { ignitionError, runDeployment } from "./runDeployment.ts";

/** Where deployments to public networks are kept. */
export const DEPLOYMENTS = fileURLToPath(new URL("../../deploy/deployments", import.meta.url));

/** What a deployment did. */
export interface Deployed {
  readonly file: string;
  readonly deployment: DeploymentFile;
  readonly account: string;
  readonly transactions: readonly { readonly hash: string; readonly gasUsed: bigint }[];
  /** In the chain's smallest unit. */
  readonly cost: bigint;
}

/**
 * Deploys our contracts to a public network beside Ocean's, or goes on with a deployment that was interrupted. What is
 * there already is taken, so that a second run sends nothing.
 *
 * @param say Is told what happens, for a person.
 * @throws PosthumanError whatever is wrong with network, key, parameters or chain; nothing was sent then, unless it is
 * `DEPLOYMENT_STOPPED` or `RPC_UNREACHABLE`, after which the same call goes on.
 */
export async function deployMarket(options: DeployOptions, say: (line: string) => void): Promise<Deployed> {
  const network = findNetwork(options.network, options.ocean);
  const values = marketValues(network, options.parameters);
  const folder = options.deployments ?? DEPLOYMENTS;
  const journal = join(folder, `chain-${network.chainId}`);
  buildContracts();

  using chain = await openChain(network);
  const { rpc, shownUrl: url } = chain;
  await checkNetwork(rpc, network, values);
  const wallet = await openKey(network, options);
  const account = wallet.address;
  using lock = lockFolder(journal, network.name);

  const { deployed, known } = await repairJournal(lock.folder, rpc, options.confirmations).catch((error) => {
    throw ignitionError(error, url);
  });
  await checkJournal(rpc, deployed, { network: network.name, folder: journal });
  const plan = await planDeployment(rpc, posthumanModule(values), account);
  const gas = await showPlan({ rpc, network, values, plan, account, url }, say);
  if (gas > 0n && !options.yes) await confirm();

  const found = plan.filter(({ name, exists }) => exists && !known.has(`Posthuman#${name}`));
  const module = posthumanModule(
    values,
    Object.fromEntries(found.map(({ name, address }) => [name, address])),
  );
  const hashes: string[] = [];
  const onSend = (hash: string) => {
    hashes.push(hash);
    say(`sent      ${hash}`);
  };
  const { confirmations } = options;
  const byId = await runDeployment({ rpc, wallet, module, journal, confirmations, url, onSend });
  const results: Readonly<Record<string, { readonly id: string }>> = module.results;
  const posthuman = Object.fromEntries(Object.entries(results).map(([name, { id }]) => [name, byId[id]!]));
  await checkCode(rpc, posthuman);

  const deployment = await describeDeployment(rpc, { network, values, plan, posthuman });
  const file = writeDeployment(folder, deployment);
  const receipts = await Promise.all(hashes.map((hash) => rpc.getTransactionReceipt(hash)));
  const mined = receipts.filter((receipt) => receipt !== null);
  return {
    file,
    deployment,
    account,
    transactions: mined.map(({ hash, gasUsed }) => ({ hash, gasUsed })),
    cost: mined.reduce((sum, { fee }) => sum + fee, 0n),
  };
}
