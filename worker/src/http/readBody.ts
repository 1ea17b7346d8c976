import type { IncomingMessage } from "node:http";
import { PosthumanError } from "@posthuman/sdk";

/**
 * Reads a small body whole.
 * @throws PosthumanError `ARTIFACT_TOO_LARGE` as soon as more than `maxBytes` came.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new PosthumanError("ARTIFACT_TOO_LARGE", { maxBytes });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
