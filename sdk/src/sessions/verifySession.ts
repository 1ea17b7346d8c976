import { z } from "zod";
import type { Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { resultOf } from "../jobs/resultOf.ts";
import { termsOf } from "../jobs/termsOf.ts";
import { callsRoot, type SessionCall } from "../protocol/calls.ts";
import { sessionFee } from "../protocol/job.ts";
import { bytes32Field, keccakOfJson, sizeField } from "../protocol/json.ts";
import { checkManifest } from "../protocol/manifest.ts";
import type { Receipt } from "../protocol/receipt.ts";
import { callWorker, readJson } from "../remote/callWorker.ts";
import { fetchReceipt } from "../remote/fetchReceipt.ts";
import { fetchResultText } from "../remote/fetchResultText.ts";
import type { SessionParameters } from "./callSession.ts";
import { matchTranscript, type TranscriptEntry } from "./matchTranscript.ts";

/** Form of a line of `calls.jsonl`. */
const sessionCall = z.object({
  n: sizeField,
  id: z.string(),
  requestHash: bytes32Field,
  responseHash: bytes32Field,
  promptTokens: sizeField,
  completionTokens: sizeField,
});

/** Which session, and what the caller recorded of it. */
export interface VerifySessionParameters extends SessionParameters {
  /** Requests and answers as the caller sent and got them, all or some. */
  readonly transcript?: readonly TranscriptEntry[] | undefined;
}

/** A session whose receipt is in order. */
export interface VerifiedSession {
  readonly receipt: Receipt;
  readonly calls: readonly SessionCall[];
  /** Tokens that were used, and the budget. */
  readonly used: number;
  readonly tokens: number;
  /** What the worker asks, in the fee token's smallest unit. */
  readonly fee: bigint;
  /** The most that it might have asked for the whole budget. */
  readonly maxFee: bigint;
  /** Entries of the transcript, each of which is in the receipt. */
  readonly matched: number;
  /** Numbers of the calls in the receipt that the transcript lacks. */
  readonly unmatched: readonly number[];
}

/**
 * Checks what a worker asks for the client's own session: that the receipt is the one whose hash it posted on chain,
 * that its root and sums follow from the calls that it lists, that the fee is no more than the manifest's rule allows,
 * and that each call of the caller's own transcript is among them, with the same request and the same answer.
 *
 * @throws PosthumanError `RESULT_MISMATCH`, which says what does not fit; `CALL_NOT_IN_RECEIPT`, `SESSION_UNKNOWN` if
 * the job was none; `JOB_NOT_SUBMITTED`, `WORKER_UNREACHABLE`.
 *
 * @example
 * const { used, tokens, fee, unmatched } = await verifySession(client, { endpoint, job: id, transcript });
 */
export async function verifySession(
  client: Client,
  { transcript = [], ...parameters }: VerifySessionParameters,
): Promise<VerifiedSession> {
  const { endpoint, job: id } = parameters;
  const receipt = await fetchReceipt(client, parameters);
  const file = receipt.files.find(({ path }) => path === "calls.jsonl");
  const { session } = receipt;
  if (session === undefined || file === undefined) throw new PosthumanError("SESSION_UNKNOWN", { id });
  const calls = parseCalls(id, await fetchResultText(client, { ...parameters, file }));

  agree(id, "the root of the calls", await callsRoot(calls), session.callsRoot);
  agree(id, "the number of calls", calls.length, session.calls);
  for (const tokens of ["promptTokens", "completionTokens"] as const) {
    agree(id, `the sum of ${tokens}`, sum(calls, tokens), session[tokens]);
  }
  const used = session.promptTokens + session.completionTokens;
  const [terms, { fee }] = await Promise.all([termsOf(client, id), resultOf(client, id)]);
  const manifest = checkManifest(
    await readJson(await callWorker(endpoint, `/manifests/${terms.manifestHash}`)),
  );
  agree(id, "the manifest's hash", keccakOfJson(manifest), terms.manifestHash);
  const tokens = manifest.session?.tokens ?? 0;
  if (used > tokens) throw mismatch(id, `${used} tokens were counted, and the budget was ${tokens}`);
  const most = sessionFee(terms.maxFee, terms.maxFee, used, Math.max(tokens, 1));
  if (fee > most) throw mismatch(id, `the fee is ${fee}, and ${used} of ${tokens} tokens are worth ${most}`);
  const { matched, unmatched } = matchTranscript(id, calls, transcript);
  return { receipt, calls, used, tokens, fee, maxFee: terms.maxFee, matched, unmatched };
}

function parseCalls(id: string, text: string): SessionCall[] {
  const lines = text.split("\n").filter((line) => line !== "");
  const calls = lines.map((line, i) => {
    const call = parseCall(line);
    if (call === undefined) throw mismatch(id, `line ${i + 1} of calls.jsonl is not a call`);
    return call;
  });
  if (calls.length === 0) throw mismatch(id, "it lists no call");
  calls.forEach(({ n }, i) => {
    if (i > 0 && n <= calls[i - 1]!.n) throw mismatch(id, `call ${n} is listed twice or out of order`);
  });
  return calls;
}

/** A line of the list of calls; a worker wrote it, so it may be anything. */
function parseCall(line: string): SessionCall | undefined {
  try {
    const checked = sessionCall.safeParse(JSON.parse(line));
    return checked.success ? checked.data : undefined;
  } catch {
    return undefined;
  }
}

const sum = (calls: readonly SessionCall[], field: "promptTokens" | "completionTokens") =>
  calls.reduce((total, call) => total + call[field], 0);

function agree(id: string, what: string, actual: unknown, said: unknown): void {
  if (actual !== said) throw mismatch(id, `${what} is ${String(actual)}, the receipt says ${String(said)}`);
}

function mismatch(id: string, what: string): PosthumanError {
  return new PosthumanError("RESULT_MISMATCH", { id, what });
}
