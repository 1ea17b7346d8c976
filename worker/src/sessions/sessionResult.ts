import { createHash } from "node:crypto";
import {
  callsRoot,
  canonicalJson,
  keccakOfJson,
  PosthumanError,
  sessionFee,
  type Manifest,
  type Receipt,
  type Result,
  type Terms,
} from "@posthuman/sdk";
import { toUtf8Bytes, ZeroHash } from "ethers";
import { writeReceipt } from "../refs/documents.ts";
import type { Refs } from "../refs/openRefs.ts";
import type { ArtifactStore } from "../store/openStore.ts";
import type { SessionStore } from "./openSessionStore.ts";

/** A session that takes no more calls, and what is known of it. */
export interface EndedSession {
  readonly job: string;
  readonly terms: Terms;
  readonly manifest: Manifest;
  /** In tokens. */
  readonly budget: number;
  readonly environment: Receipt["environment"];
  /** What the worker asks for a whole session. */
  readonly price: bigint;
  readonly worker: string;
}

/** Name of the output that lists the calls. */
const CALLS_FILE = "calls.jsonl";

/**
 * Makes the result of a session: the list of its calls goes into the store, the receipt is written and hashed. Doing it
 * twice gives the same result.
 * @throws PosthumanError `SESSION_UNUSED` if nothing was served.
 */
export async function sessionResult(
  { job, terms, manifest, budget, environment, price, worker }: EndedSession,
  {
    refs,
    store,
    sessions,
  }: { readonly refs: Refs; readonly store: ArtifactStore; readonly sessions: SessionStore },
): Promise<Result> {
  const calls = sessions.calls(job);
  if (calls.length === 0) throw new PosthumanError("SESSION_UNUSED");
  const totals = sessions.totals(job);
  const lines = Buffer.from(calls.map((call) => `${canonicalJson(call)}\n`).join(""));
  const sha256 = createHash("sha256").update(lines).digest("hex");
  await store.put(once(lines), { expectedSha256: sha256 });
  const receipt: Receipt = {
    version: 1,
    job,
    kind: manifest.kind,
    task: manifest.task,
    manifestHash: terms.manifestHash,
    files: [{ path: CALLS_FILE, sha256, size: lines.length }],
    metrics: {},
    environment,
    session: { ...totals, callsRoot: await callsRoot(calls) },
  };
  await writeReceipt(refs, job, toUtf8Bytes(canonicalJson(receipt)));
  const used = totals.promptTokens + totals.completionTokens;
  return {
    worker,
    resultRoot: keccakOfJson(receipt),
    ...{ weightsRoot: ZeroHash, traceRoot: ZeroHash, segments: 0n, gain: 0n },
    fee: sessionFee(price, terms.maxFee, used, budget),
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
