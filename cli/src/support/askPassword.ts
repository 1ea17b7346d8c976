import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** Asks for a password on the terminal without showing it; `undefined` where there is no terminal. */
export async function askPassword(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await new Promise<string>((resolve) => lines.once("line", resolve));
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
