import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { callsRoot, canonicalJson, keccakOfJson, PosthumanError, type Receipt } from "@posthuman/sdk";
import { toUtf8Bytes, ZeroHash } from "ethers";
import type { JobOrder, JobOutcome } from "../job/order.ts";
import { writeReceipt } from "../refs/documents.ts";
import type { Refs } from "../refs/openRefs.ts";
import type { ArtifactStore } from "../store/openStore.ts";
import type { SessionStore } from "./openSessionStore.ts";

/** A session that takes no more calls, and what is known of it. */
export interface EndedSession {
  readonly order: Pick<JobOrder, "id" | "kind" | "manifest" | "manifestHash">;
  /** In tokens. */
  readonly budget: number;
  readonly environment: Receipt["environment"];
}

/** Where a session's calls are, and where its result is kept. */
export interface SessionResultStores {
  readonly refs: Refs;
  readonly store: ArtifactStore;
  readonly sessions: SessionStore;
}

/** Name of the output that lists the calls. */
const CALLS_FILE = "calls.jsonl";

/**
 * Makes the result of a session: the list of its calls goes into the store, the receipt is written and hashed. Doing it
 * twice gives the same result.
 * @throws PosthumanError `SESSION_UNUSED` if nothing was served.
 */
export async function sessionResult(
  { order, budget, environment }: EndedSession,
  { refs, store, sessions }: SessionResultStores,
): Promise<JobOutcome> {
  const { id: job, kind, manifest, manifestHash } = order;
  const calls = sessions.calls(job);
  if (calls.length === 0) throw new PosthumanError("SESSION_UNUSED");
  const totals = sessions.totals(job);
  const lines = Buffer.from(calls.map((call) => `${canonicalJson(call)}\n`).join(""));
  const sha256 = createHash("sha256").update(lines).digest("hex");
  await store.put(Readable.from([lines]), { expectedSha256: sha256 });
  const receipt: Receipt = {
    version: 1,
    job,
    kind,
    task: manifest.task,
    manifestHash,
    files: [{ path: CALLS_FILE, sha256, size: lines.length }],
    metrics: {},
    environment,
    session: { ...totals, callsRoot: await callsRoot(calls) },
  };
  await writeReceipt(refs, job, toUtf8Bytes(canonicalJson(receipt)));
  return {
    resultRoot: keccakOfJson(receipt),
    weightsRoot: ZeroHash,
    traceRoot: ZeroHash,
    segments: 0n,
    gain: 0n,
    usage: { tokens: totals.promptTokens + totals.completionTokens, budget },
  };
}
