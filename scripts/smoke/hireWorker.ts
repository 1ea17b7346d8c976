import { authoriseWorker, getWorker, stake, type Client } from "@posthuman/sdk";
import { concat, id, keccak256, Wallet } from "ethers";
import type { Ledger } from "./Ledger.ts";

/** Gas that a worker's transactions take, with room. */
const WORKER_GAS = 600_000n;

/** The account of the small job's worker: always the same for one deployer, so that its stake serves again. */
export function workerOf(deployer: Wallet): Wallet {
  return new Wallet(keccak256(concat([deployer.privateKey, id("Posthuman smoke worker")])));
}

/** How much has to be staked for a worker, in the stake token's smallest unit, until it can take one more job. */
export async function missingStake(client: Client, worker: string): Promise<bigint> {
  const needed = await client.contracts.market.LEASE_STAKE();
  const { stake: total, locked } = await getWorker(client, worker);
  const free = total - locked;
  return free < needed ? needed - free : 0n;
}

/** Gives the worker coin for gas, stake, and the right to run the deployer's models. */
export async function hireWorker(client: Client, worker: string, ledger: Ledger): Promise<void> {
  ledger.step("Give the worker coin for gas");
  const { maxFeePerGas, gasPrice } = await client.provider.getFeeData();
  const wanted = WORKER_GAS * (maxFeePerGas ?? gasPrice ?? 0n);
  const has = await client.provider.getBalance(worker);
  if (has < wanted) {
    const sent = await client.signer!.sendTransaction({ to: worker, value: wanted - has });
    await sent.wait();
  }
  ledger.step("Stake for the worker and authorise it");
  const amount = await missingStake(client, worker);
  if (amount > 0n) await stake(client, { worker, amount });
  ledger.check("what the worker lacks in stake", await missingStake(client, worker), 0n);
  if (!(await client.contracts.workers.isAuthorised(client.account!, worker))) {
    await authoriseWorker(client, { worker });
  }
}
