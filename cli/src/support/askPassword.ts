import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** The exit status of a process that Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * Asks for a password on the terminal without showing it; `undefined` where there is no terminal, or the answer is Ctrl-D.
 * Ctrl-C ends the process, as at any other time.
 */
export async function askPassword(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  // Asked only now: an answer that came sooner would be shown, and a Ctrl-C would be the terminal's.
  process.stderr.write(question);
  try {
    return await new Promise<string | undefined>((resolve) => {
      lines.once("line", resolve);
      lines.once("close", () => resolve(undefined));
      lines.once("SIGINT", () => {
        lines.close();
        process.stderr.write("\n");
        process.exit(INTERRUPTED);
      });
    });
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
