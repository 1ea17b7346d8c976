import { id, parseEther, ZeroHash } from "ethers";
import type { Client } from "../client/Client.ts";
import { sendTransaction } from "../client/sendTransaction.ts";
import type { Result } from "../jobs/resultOf.ts";
import { termsOf } from "../jobs/termsOf.ts";
import { toTermsStruct } from "../protocol/job.ts";
import { announceWorker } from "../workers/announceWorker.ts";
import { authoriseWorker } from "../workers/authoriseWorker.ts";
import { stake } from "../workers/stake.ts";
import type { Market } from "./startMarket.ts";

/** A worker's account that does on chain what it is told, without running anything. */
export interface TestWorker {
  readonly client: Client;
  readonly account: string;
  lease(job: string): Promise<void>;
  renew(job: string, progress: number): Promise<void>;
  fail(job: string, reason: string): Promise<void>;
  /** Submits a result that fits the job's kind, with these changes. */
  submit(job: string, changes?: Partial<Result>): Promise<void>;
}

/** Makes a worker with stake that the custodian authorised. */
export async function joinWorker(market: Market, custodian: Client, endpoint = ""): Promise<TestWorker> {
  const client = await market.join();
  const account = client.account!;
  await stake(client, { worker: account, amount: parseEther("500") });
  await announceWorker(client, { endpoint, environmentHash: id("environment") });
  await authoriseWorker(custodian, { worker: account });
  const { market: contract } = client.contracts;
  const termsFor = async (job: string) => toTermsStruct(await termsOf(client, job));
  return {
    client,
    account,
    lease: async (job) => void (await sendTransaction(client, contract.lease, [await termsFor(job)])),
    async renew(job, progress) {
      await sendTransaction(client, contract.renew, [await termsFor(job), progress, id("checkpoint")]);
    },
    async fail(job, reason) {
      await sendTransaction(client, contract.fail, [await termsFor(job), reason]);
    },
    async submit(job, changes = {}) {
      const { kind } = await termsOf(client, job);
      const trained = {
        weightsRoot: id("new weights"),
        traceRoot: id("trace"),
        segments: 4n,
        gain: parseEther("0.06"),
      };
      const untrained = { weightsRoot: ZeroHash, traceRoot: ZeroHash, segments: 0n, gain: 0n };
      const fits = kind === "train" ? trained : untrained;
      const result = { worker: account, resultRoot: id("receipt"), fee: 0n, ...fits, ...changes };
      await sendTransaction(client, contract.submit, [job, result]);
    },
  };
}
