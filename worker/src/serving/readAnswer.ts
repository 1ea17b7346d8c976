import type { IncomingMessage } from "node:http";
import { PosthumanError } from "@posthuman/sdk";

/**
 * Reads an engine's whole answer.
 * @throws PosthumanError `ENGINE_ANSWER_INVALID` if it is no JSON or has more than `mostBytes`.
 */
export async function readAnswer(answer: IncomingMessage, mostBytes: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes)
      throw new PosthumanError("ENGINE_ANSWER_INVALID", { reason: "it is longer than what was asked for" });
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
  } catch {
    throw new PosthumanError("ENGINE_ANSWER_INVALID", { reason: "it is not JSON" });
  }
}
