import type { IncomingMessage } from "node:http";
import { PosthumanError } from "@posthuman/sdk";

/** Bytes beyond the limit that are read and thrown away, so that the client gets to hear of the limit. */
const PATIENCE = 64 * 2 ** 20;

/**
 * Reads the body of a call.
 * @throws PosthumanError `CALL_TOO_LARGE`; `CALL_UNREADABLE` if it is neither JSON in UTF-8 nor, where `takesFiles`, a file.
 */
export async function readCallBody(
  request: IncomingMessage,
  maxBytes: number,
  takesFiles: boolean,
): Promise<unknown> {
  const bytes = await readBytes(request, maxBytes);
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (takesFiles && !isJson(type)) return bytes;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new PosthumanError("CALL_UNREADABLE", { reason: "it is not UTF-8" });
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new PosthumanError("CALL_UNREADABLE", { reason: "it is not JSON" });
  }
}

async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes + PATIENCE) break;
    if (size <= maxBytes) chunks.push(chunk);
    else chunks.length = 0;
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
