import type { IncomingMessage } from "node:http";
import { addAbortSignal } from "node:stream";
import { PosthumanError } from "@posthuman/sdk";
import { isDeeperThan } from "./isDeeperThan.ts";

/** Bytes beyond the limit that are read and thrown away, so that the client gets to hear of the limit. */
const PATIENCE = 64 * 2 ** 20;
/** Lists and objects within each other. */
const MOST_LEVELS = 128;

/** What is known of a body before it is read. */
export interface ExpectedBody {
  /** Most bytes that it may have. */
  readonly maxBytes: number;
  /** Whether it may be a picture or a recording. */
  readonly takesFiles: boolean;
  /** Holds room for what came of it. */
  hold(bytes: number): void;
  /** Ends the reading, and the connection with it. */
  readonly signal: AbortSignal;
}

/**
 * Reads the body of a call.
 * @throws PosthumanError `CALL_TOO_LARGE`; `CALL_UNREADABLE` if it is neither JSON in UTF-8 nor, where `takesFiles`, a
 * file; what `hold` throws.
 */
export async function readCallBody(request: IncomingMessage, expected: ExpectedBody): Promise<unknown> {
  const bytes = await readBytes(request, expected);
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (expected.takesFiles && !isJson(type)) return bytes;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new PosthumanError("CALL_UNREADABLE", { reason: "it is not UTF-8" });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new PosthumanError("CALL_UNREADABLE", { reason: "it is not JSON" });
  }
  if (isDeeperThan(value, MOST_LEVELS))
    throw new PosthumanError("CALL_UNREADABLE", { reason: "it is nested too deep" });
  return value;
}

async function readBytes(
  request: IncomingMessage,
  { maxBytes, hold, signal }: ExpectedBody,
): Promise<Buffer> {
  addAbortSignal(signal, request);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes + PATIENCE) break;
      if (size <= maxBytes) {
        hold(chunk.length);
        chunks.push(chunk);
      } else chunks.length = 0;
    }
  } catch (cause) {
    const known = [cause, signal.reason].find((error) => PosthumanError.is(error));
    throw known ?? new PosthumanError("BODY_INVALID", { reason: "it was cut short" }, { cause });
  }
  if (size > maxBytes) throw new PosthumanError("CALL_TOO_LARGE", { maxBytes });
  return Buffer.concat(chunks);
}

/** Clients that do not say what they send, send JSON. */
function isJson(type: string): boolean {
  return (
    type === "" ||
    type === "text/plain" ||
    type.endsWith("json") ||
    type === "application/x-www-form-urlencoded"
  );
}
