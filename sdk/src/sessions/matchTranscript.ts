import { PosthumanError } from "../errors/PosthumanError.ts";
import { joinChunks, requestHashOf, responseHashOf, type TextAnswer } from "../protocol/answers.ts";
import type { SessionCall } from "../protocol/calls.ts";

/** A call as its caller noted it. */
export interface TranscriptEntry {
  /** The body as it was sent. */
  readonly request: unknown;
  /**
   * The whole answer; of a streamed one, its chunks in order. Where they bring no usage, the tokens are not compared.
   */
  readonly response?: unknown;
  readonly chunks?: Parameters<typeof joinChunks>[0];
}

/** Which calls of a transcript are in the receipt. */
export interface Matches {
  readonly matched: number;
  /** Numbers of the calls that the transcript lacks. */
  readonly unmatched: readonly number[];
}

/**
 * Finds each entry of a transcript among the calls of a session.
 * @throws PosthumanError `CALL_NOT_IN_RECEIPT` for the first that is not there, or not so.
 */
export function matchTranscript(
  id: string,
  calls: readonly SessionCall[],
  transcript: readonly TranscriptEntry[],
): Matches {
  const left = new Map(calls.map((call) => [call.n, call]));
  transcript.forEach((entry, i) => {
    const call = find([...left.values()], entry);
    if (typeof call === "string") {
      throw new PosthumanError("CALL_NOT_IN_RECEIPT", { line: i + 1, id, what: call });
    }
    left.delete(call.n);
  });
  return { matched: transcript.length, unmatched: [...left.keys()] };
}

/** The entry's call, or why there is none. */
function find(calls: readonly SessionCall[], { request, response, chunks }: TranscriptEntry) {
  const answer = chunks === undefined ? response : joinChunks(chunks);
  const requestHash = requestHashOf(request);
  // A stream whose usage was not asked for says nothing of it: the rest is compared then.
  const isCounted = chunks === undefined || chunks.some(({ usage }) => usage);
  const hash = responseHashOf(answer);
  const fits = (call: SessionCall) =>
    call.responseHash ===
    (isCounted ? hash : responseHashOf({ ...(answer as TextAnswer), usage: usageOf(call) }));
  const named = (answer as { id?: unknown } | undefined)?.id;
  const candidates = calls.filter((call) => (typeof named === "string" ? call.id === named : fits(call)));
  if (candidates.length === 0) return "no call that is left has this answer";
  const asked = candidates.filter((call) => call.requestHash === requestHash);
  if (asked.length === 0) return "it lists another request for this answer";
  return asked.find(fits) ?? "it lists another answer to this request";
}

function usageOf({ promptTokens, completionTokens }: SessionCall): TextAnswer["usage"] {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
