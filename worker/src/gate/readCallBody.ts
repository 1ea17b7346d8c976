import type { IncomingMessage } from "node:http";
import { isTooDeep, PosthumanError, requestHashOf } from "@posthuman/sdk";
import { readBody, type ExpectedBody } from "../http/readBody.ts";

/** Bytes beyond the limit that are read and thrown away, so that the client learns of the limit. */
const PATIENCE = 64 * 2 ** 20;

/** What is known of a call's body before it is read. */
export interface ExpectedCall extends Required<Pick<ExpectedBody, "maxBytes" | "hold" | "signal">> {
  /** Whether it may be a picture or a recording. */
  readonly takesFiles: boolean;
}

/**
 * Reads the body of a call.
 * @throws PosthumanError `CALL_TOO_LARGE`; `CALL_UNREADABLE` if it is neither JSON in UTF-8 nor, where `takesFiles`, a
 * file; what `hold` throws.
 */
export async function readCallBody(request: IncomingMessage, expected: ExpectedCall): Promise<unknown> {
  const { maxBytes, hold, signal } = expected;
  const tooLarge = "CALL_TOO_LARGE";
  const bytes = await readBody(request, { maxBytes, tooLarge, patience: PATIENCE, hold, signal });
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (expected.takesFiles && !isJson(type)) return bytes;
  const value = parseJson(bytes);
  if (isTooDeep(value)) throw unreadable("it is nested too deep");
  return value;
}

/**
 * The hash by which the receipt knows a call's body.
 * @throws PosthumanError `CALL_UNREADABLE` if it has no canonical form.
 */
export function hashOfCall(body: unknown): string {
  try {
    return requestHashOf(body);
  } catch {
    throw unreadable("it holds half of a surrogate pair");
  }
}

function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw unreadable("it is not UTF-8");
  }
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable("it is not JSON");
  }
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

function unreadable(reason: string): PosthumanError {
  return new PosthumanError("CALL_UNREADABLE", { reason });
}
