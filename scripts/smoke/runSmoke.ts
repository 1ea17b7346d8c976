import { confirm } from "@posthuman/cli/terminal";
import {
  balanceOf,
  claim,
  claimableOf,
  claimFor,
  connect,
  getJob,
  inboxOf,
  parseAmount,
  PosthumanError,
  publishModel,
  settle,
  transferDatatoken,
} from "@posthuman/sdk";
import { Contract, formatUnits, id, parseUnits } from "ethers";
import { DEPLOYMENTS } from "../deploy/deployMarket.ts";
import { readDeployment } from "../deploy/DeploymentFile.ts";
import { findNetwork, openChain, openKey } from "../deploy/openChain.ts";
import type { NetworkOptions } from "../deploy/options.ts";
import { Ledger, type BalanceCheck, type SmokeTransaction } from "./Ledger.ts";
import { askAndAnswer, hireWorker, missingStake, settleWhenDue, workerOf } from "./smokeJob.ts";

/** What the small job did and found. */
export interface Smoke {
  readonly network: string;
  readonly model: string;
  readonly job: string;
  readonly account: string;
  readonly worker: string;
  readonly transactions: readonly SmokeTransaction[];
  readonly checks: readonly BalanceCheck[];
}

const SUPPLY = parseAmount("10");
const ONE = parseAmount("1");
const HALF = parseAmount("0.5");
const GAS = 4_000_000n;

/**
 * Runs one small paid job on a deployment, all on chain: publishes a root, hires a worker of its own, requests, leases,
 * submits, settles, claims; and compares every balance with what the contracts promise.
 *
 * @param say Is told what happens, for a person.
 * @throws PosthumanError `SMOKE_FAILED` for the first balance that is wrong; `SMOKE_FUNDS_MISSING`; what a deployment
 * that is not there and a wrong key raise.
 */
export async function runSmoke(options: NetworkOptions, say: (line: string) => void): Promise<Smoke> {
  const network = findNetwork(options.network, options.ocean);
  const addresses = readDeployment(options.deployments ?? DEPLOYMENTS, network);
  using chain = await openChain(network);
  const { rpc } = chain;
  const wallet = await openKey(network, options);
  const ledger = new Ledger(say);
  const worker = workerOf(wallet);
  const client = await connect({ provider: rpc, signer: ledger.watch(wallet, rpc), addresses });
  const hired = await connect({ provider: rpc, signer: ledger.watch(worker, rpc), addresses });
  const account = wallet.address;

  const token = (addresses.parameters["feeTokens"] as string[])[0]!;
  const erc20 = new Contract(token, ["function decimals() view returns (uint8)"], rpc);
  const decimals = Number(await erc20.getFunction("decimals")());
  const fee = parseUnits("0.01", decimals);
  const price = { feeToken: token, maxFee: 2n * fee, fee };
  const stakeToken = String(addresses.parameters["stakeToken"]);
  const staked = await missingStake(client, worker.address);
  await checkFunds(token, (token === stakeToken ? staked : 0n) + price.maxFee);
  if (token !== stakeToken) await checkFunds(stakeToken, staked);
  const { gasPrice } = await rpc.getFeeData();
  say(`Network   ${network.name}, chain ${network.chainId}, at ${chain.shownUrl}`);
  say(`Account   ${account}; its worker ${worker.address}`);
  say(`Stakes    ${formatUnits(staked)} of ${stakeToken} for the worker; they stay for the next time`);
  say(`Cost      about ${GAS} gas, ${formatUnits(GAS * (gasPrice ?? 0n))} of the chain's coin`);
  if (!options.yes) await confirm();

  const held = (of: string, who = account) => balanceOf(client, { token: of, account: who });
  const owed = (of: string, who = account) => claimableOf(client, { token: of, account: who });

  ledger.step("Publish a root");
  const { model } = await publishModel(client, {
    name: "Smoke",
    weightsRoot: id("no weights"),
    family: {
      tailRecipient: worker.address,
      birthSupply: SUPPLY,
      minGain: 1n,
      evaluationHash: id("no evaluation set"),
    },
  });
  ledger.check("the new model's inbox", await inboxOf(client, { model, token: model }), SUPPLY);

  ledger.step("Settle the birth supply and claim half of it");
  await settle(client, { model, token: model });
  await claim(client, model);
  ledger.check("the publisher's datatokens", await held(model), SUPPLY / 2n);
  ledger.check("what the tail recipient can claim", await owed(model, worker.address), SUPPLY / 2n);

  await hireWorker(client, worker.address, ledger);

  const before = await held(token);
  const owedBefore = await owed(token, worker.address);
  const job = await askAndAnswer(client, hired, { ...price, model }, ledger);
  ledger.check("the fee in escrow", before - (await held(token)), price.maxFee);
  ledger.check("the requester's datatokens", await held(model), SUPPLY / 2n - ONE);

  await settleWhenDue(client, job, ledger, say);
  const { state } = await getJob(client, job);
  ledger.check("the job's state, 1 for Settled", state === "Settled" ? 1n : 0n, 1n);
  ledger.check("what the job cost the requester", before - (await held(token)), fee);
  ledger.check("what the worker earned", (await owed(token, worker.address)) - owedBefore, fee);
  ledger.check("the model's income", await inboxOf(client, { model, token: model }), ONE);

  ledger.step("Share the income and claim it");
  await settle(client, { model, token: model });
  await claim(client, model);
  ledger.check("the owner's datatokens", await held(model), SUPPLY / 2n - ONE + HALF);
  ledger.check("the tail recipient's share", await owed(model, worker.address), SUPPLY / 2n + HALF);

  ledger.step("Send the worker its fee, and give it back");
  const had = await held(token, worker.address);
  const due = owedBefore + fee;
  await claimFor(client, { account: worker.address, token });
  ledger.check("the worker's fee", (await held(token, worker.address)) - had, due);
  await transferDatatoken(hired, { token, to: account, amount: had + due });

  const transactions = await ledger.transactions(rpc);
  return {
    network: network.name,
    model,
    job,
    account,
    worker: worker.address,
    transactions,
    checks: ledger.checks,
  };

  async function checkFunds(of: string, need: bigint): Promise<void> {
    const have = await balanceOf(client, { token: of, account });
    if (have < need) throw new PosthumanError("SMOKE_FUNDS_MISSING", { account, token: of, have, need });
  }
}
