import {
  chainTime,
  createManifest,
  createTerms,
  getJob,
  keccakOfJson,
  requestJob,
  sendTransaction,
  settleJob,
  toTermsStruct,
  type Client,
} from "@posthuman/sdk";
import { ZeroHash } from "ethers";
import { setTimeout as pause } from "node:timers/promises";
import type { Ledger } from "./Ledger.ts";

/** One small job's price. */
export interface Price {
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
