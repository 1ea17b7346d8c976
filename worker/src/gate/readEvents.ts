import type { IncomingMessage } from "node:http";
import { PosthumanError } from "@posthuman/sdk";

/** Longest line that an engine may write, in characters. */
const MOST_LINE = 2 ** 20;

/**
 * The data of an engine's server-sent events, one after the other.
 * @throws PosthumanError `ENGINE_ANSWER_INVALID` beyond `mostBytes`; whatever the connection breaks with.
 */
export async function* readEvents(answer: IncomingMessage, mostBytes: number): AsyncGenerator<string> {
  answer.setEncoding("utf8");
  let rest = "";
  let size = 0;
  for await (const piece of answer as AsyncIterable<string>) {
    size += piece.length;
    rest += piece;
    let from = 0;
    for (let end = rest.indexOf("\n", from); end >= 0; end = rest.indexOf("\n", from)) {
      const line = rest.slice(from, end);
      from = end + 1;
      if (line.startsWith("data:")) yield line.slice(line.charCodeAt(5) === 32 ? 6 : 5).trimEnd();
    }
    rest = rest.slice(from);
    if (size > mostBytes || rest.length > MOST_LINE)
      throw new PosthumanError("ENGINE_ANSWER_INVALID", { reason: "it is longer than what was asked for" });
  }
}
