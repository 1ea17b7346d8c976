import { createInterface } from "node:readline/promises";
import { PosthumanError } from "@posthuman/sdk";

/**
 * Asks on the terminal whether to go on.
 *
 * @throws PosthumanError `NOT_CONFIRMED` unless the answer is yes.
 */
export async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) throw new PosthumanError("NOT_CONFIRMED");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new PosthumanError("NOT_CONFIRMED");
  } finally {
    lines.close();
  }
}
