import { setTimeout as pause } from "node:timers/promises";
import {
  authoriseWorker,
  chainTime,
  createManifest,
  createTerms,
  getJob,
  getWorker,
  keccakOfJson,
  requestJob,
  sendTransaction,
  settleJob,
  stake,
  toTermsStruct,
  type Client,
} from "@posthuman/sdk";
import { concat, id, keccak256, Wallet, ZeroHash } from "ethers";
import type { Ledger } from "./Ledger.ts";

/** One small job's price. */
interface Price {
  readonly feeToken: string;
  /** Most that the worker may ask. */
  readonly maxFee: bigint;
  /** What it asks. */
  readonly fee: bigint;
}

const POLL_MS = 1_000;

/** Requests an inference, and has the worker lease and submit it. Returns the job's id. */
export async function askAndAnswer(
  requester: Client,
  worker: Client,
  { model, feeToken, maxFee, fee }: Price & { readonly model: string },
  ledger: Ledger,
): Promise<string> {
  ledger.step("Request a job");
  const { hash, manifest } = createManifest({
    kind: "infer",
    model,
    parameters: { prompt: "Is there smoke?" },
  });
  const named = {
    kind: "infer",
    model,
    feeToken,
    maxFee,
    manifestHash: hash,
    worker: worker.account!,
  } as const;
  const terms = await createTerms(requester, { ...named, seconds: 3_600 });
  const { id } = await requestJob(requester, terms);

  const { market } = worker.contracts;
  const struct = toTermsStruct(terms);
  ledger.step("Lease the job");
  await sendTransaction(worker, market.lease, [struct]);
  ledger.step("Submit a result");
  const resultRoot = keccakOfJson({ job: id, manifest, text: "No fire, no smoke." });
  const untrained = { weightsRoot: ZeroHash, traceRoot: ZeroHash, segments: 0n, gain: 0n };
  await sendTransaction(worker, market.submit, [
    id,
    { worker: worker.account!, resultRoot, fee, ...untrained },
  ]);
  return id;
}

/** Waits until the challenge window of a submitted job is over, and settles it. */
export async function settleWhenDue(
  client: Client,
  job: string,
  ledger: Ledger,
  say: (line: string) => void,
): Promise<void> {
  const { until = 0n } = await getJob(client, job);
  say(`  waits for the end of the challenge window, ${new Date(Number(until) * 1_000).toISOString()}`);
  while ((await chainTime(client)) <= until) await pause(POLL_MS);
  ledger.step("Settle the job");
  await settleJob(client, job);
}

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
