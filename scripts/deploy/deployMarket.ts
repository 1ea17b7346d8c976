import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { concat, formatEther, keccak256 } from "ethers";
import { PosthumanError } from "@posthuman/sdk";
import { SALT } from "../../deploy/createX.ts";
import { posthumanModule } from "../../deploy/modules/Posthuman.ts";
import { ourArtifacts } from "../../deploy/ourArtifacts.ts";
import { buildContracts } from "../contracts/buildContracts.ts";
import { checkNetwork } from "./checkNetwork.ts";
import { confirm } from "./confirm.ts";
import { writeDeployment, type DeploymentFile } from "./DeploymentFile.ts";
import { findNetwork } from "./findNetwork.ts";
import { firstBlockOf } from "./firstBlockOf.ts";
import { mendJournal } from "./journal.ts";
import { lockFolder } from "./lockFolder.ts";
import { marketValues } from "./marketValues.ts";
import { openChain } from "./openChain.ts";
import { openKey } from "./openKey.ts";
import { planDeployment } from "./planDeployment.ts";
import type { DeployOptions } from "./readOptions.ts";
import { runDeployment } from "./runDeployment.ts";
import { sameCode } from "./sameCode.ts";

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
  const { rpc, shownUrl } = chain;
  await checkNetwork(rpc, network, values);
  const wallet = await openKey(network, options);
  const account = wallet.address;
  using _lock = lockFolder(journal, network.name);

  const known = await mendJournal(journal, rpc, options.confirmations);
  const plan = await planDeployment(rpc, posthumanModule(values), account);
  const idOf = (name: string) => `Posthuman#${name}`;
  const lost = plan.find(({ name, exists }) => known.done.has(idOf(name)) && !exists);
  if (lost) {
    const { name, address } = lost;
    throw new PosthumanError("DEPLOYMENT_LOST", { name, address, network: network.name, folder: journal });
  }

  const gas = plan.reduce((sum, contract) => sum + contract.gas, 0n);
  const fees = await rpc.getFeeData();
  const price = fees.gasPrice ?? 0n;
  const need = gas * (fees.maxFeePerGas ?? price);
  const have = await rpc.getBalance(account);
  say(`Network   ${network.name}, chain ${network.chainId}, at ${shownUrl}`);
  say(`Account   ${account}, which holds ${formatEther(have)}`);
  for (const { name, address, exists } of plan) {
    say(`${exists ? "is there " : "deploys  "} ${name.padEnd(11)} ${address}`);
  }
  const stakes = {
    leaseStake: formatEther(values.leaseStake),
    lapsePenalty: formatEther(values.lapsePenalty),
  };
  const shown = Object.entries({ ...values, ...stakes }).map(([name, value]) => `${name} ${String(value)}`);
  say(`With      ${shown.join(", ")}`);
  say(
    `Cost      about ${gas} gas, ${formatEther(gas * price)} of the chain's coin, at most ${formatEther(need)}`,
  );
  if (have < need) {
    throw new PosthumanError("DEPLOYER_COIN_TOO_LOW", {
      ...{ account, network: network.name, have: formatEther(have), need: formatEther(need) },
    });
  }
  if (gas > 0n && !options.yes) await confirm("Deploy?");

  const found = Object.fromEntries(
    plan
      .filter(({ name, exists }) => exists && !known.known.has(idOf(name)))
      .map(({ name, address }) => [name, address]),
  );
  const module = posthumanModule(values, found);
  const hashes: string[] = [];
  const onSend = (hash: string) => {
    hashes.push(hash);
    say(`sent      ${hash}`);
  };
  const { confirmations } = options;
  const byId = await runDeployment({ rpc, wallet, module, journal, confirmations, url: shownUrl, onSend });
  const results: Record<string, { readonly id: string }> = module.results;
  const posthuman = Object.fromEntries(Object.entries(results).map(([name, { id }]) => [name, byId[id]!]));
  for (const [name, address] of Object.entries(posthuman)) {
    const artifact =
      plan.find((one) => one.name === name)?.artifact ?? (await ourArtifacts.loadArtifact(name));
    const same = sameCode(await rpc.getCode(address), artifact);
    if (!same) throw new PosthumanError("CODE_DIFFERS", { name, address });
  }

  const { Token = values.stakeToken, Factory = values.factory, Router = "", ...others } = network.ocean;
  const deployment: DeploymentFile = {
    ...{ network: network.name, chainId: network.chainId },
    startBlock: await firstBlockOf(rpc, posthuman["JobMarket"]!, network.startBlock),
    ocean: { Token, Factory, Router, ...others },
    posthuman: posthuman as DeploymentFile["posthuman"],
    parameters: { ...values },
    build: keccak256(concat(plan.map(({ artifact }) => artifact.bytecode))),
    salt: SALT,
    constructorArguments: Object.fromEntries(
      plan.map(({ name, constructorArguments }) => [name, constructorArguments]),
    ),
  };
  const file = writeDeployment(folder, deployment);
  const receipts = await Promise.all(hashes.map((hash) => rpc.getTransactionReceipt(hash)));
  const mined = receipts.filter((receipt) => receipt !== null);
  return {
    ...{ file, deployment, account },
    transactions: mined.map(({ hash, gasUsed }) => ({ hash, gasUsed })),
    cost: mined.reduce((sum, { fee }) => sum + fee, 0n),
  };
}
