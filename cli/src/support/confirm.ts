import { createInterface } from "node:readline/promises";
import { PosthumanError } from "@posthuman/sdk";

/**
 * Asks at the terminal whether to go on.
 * @throws PosthumanError `CONFIRMATION_MISSING` where there is no terminal, `SENDING_DECLINED` for any answer but yes.
 */
export async function confirm(): Promise<void> {
  if (!process.stdin.isTTY) throw new PosthumanError("CONFIRMATION_MISSING");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-D ends the line without an answer.
  const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  const answer = await Promise.race([lines.question("Go on? [y/N] "), closed]);
  lines.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new PosthumanError("SENDING_DECLINED");
}
