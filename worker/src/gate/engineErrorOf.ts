import type { IncomingMessage } from "node:http";
import { PosthumanError } from "@posthuman/sdk";
import { errorIn } from "./errorIn.ts";
import { readAnswer } from "../serving/readAnswer.ts";

const MOST_BYTES = 65_536;

/** What an engine refused a call with. */
export async function engineErrorOf(answer: IncomingMessage): Promise<PosthumanError> {
  const status = answer.statusCode ?? 0;
  const body = await readAnswer(answer, MOST_BYTES).catch(() => undefined);
  const error = errorIn(body);
  if (error && (status < 500 || error.code !== "ENGINE_REFUSED")) return error;
  if (status === 503) return new PosthumanError("ENGINE_RESTARTING");
  return new PosthumanError("ENGINE_ANSWER_INVALID", { reason: `it has the status ${status}` });
}
