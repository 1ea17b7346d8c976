import { addAbortSignal } from "node:stream";
import type { IncomingMessage } from "node:http";
import { PosthumanError } from "@posthuman/sdk";

/** What is known of a body before it is read. */
export interface ExpectedBody {
  /** Most bytes that it may have. */
  readonly maxBytes: number;
  /** What a larger one is refused with; by default `ARTIFACT_TOO_LARGE`. */
  readonly tooLarge?: "ARTIFACT_TOO_LARGE" | "CALL_TOO_LARGE";
  /**
   * Bytes beyond the limit that are read and thrown away, so that a client that sends everything before it reads
   * learns of the limit; none by default.
   */
  readonly patience?: number;
  /** Called with the size of each piece that is kept; throws if there is no room for it. */
  hold?(bytes: number): void;
  /** Ends the reading, and the connection with it. */
  readonly signal?: AbortSignal;
}

/**
 * Reads a body whole into memory.
 * @throws PosthumanError `ARTIFACT_TOO_LARGE` or `CALL_TOO_LARGE`; `BODY_INVALID` if it was cut short; what `hold` throws
 * and what `signal` was aborted with.
 */
export async function readBody(request: IncomingMessage, expected: ExpectedBody): Promise<Buffer> {
  const { maxBytes, tooLarge = "ARTIFACT_TOO_LARGE", patience = 0, hold, signal } = expected;
  if (signal) addAbortSignal(signal, request);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes + patience) break;
      if (size <= maxBytes) {
        hold?.(chunk.length);
        chunks.push(chunk);
      } else chunks.length = 0;
    }
  } catch (cause) {
    const known = [cause, signal?.reason].find((error) => PosthumanError.is(error));
    throw known ?? new PosthumanError("BODY_INVALID", { reason: "it was cut short" }, { cause });
  }
  if (size > maxBytes) throw new PosthumanError(tooLarge, { maxBytes });
  return Buffer.concat(chunks);
}
