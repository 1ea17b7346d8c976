import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs `posthuman … --json` in a process of its own and returns the document that it prints. */
export async function runPosthuman<T>(...args: string[]): Promise<T> {
  const main = join(import.meta.dirname, "../../cli/src/main.ts");
  const { stdout } = await run(process.execPath, [main, ...args, "--json"], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as T;
}
