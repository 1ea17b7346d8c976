import { spawn } from "node:child_process";
import { countTests, type Runner } from "./countTests.ts";
import { failuresIn } from "./failuresIn.ts";
import type { Counts, Suite } from "./Suite.ts";

/** How long a program's output may come after its end, in milliseconds. */
const DRAIN_MS = 3_000;

/** A suite that is a program: its output is shown as it comes, and read for the counts. */
export function runner(name: string, kind: Runner, program: string, ...args: string[]): Suite {
  return { name, run: async () => judge(kind, await show(program, args)) };
}

function judge(kind: Runner, { code, printed }: { code: number; printed: string }): Counts {
  const { passed, failed } = countTests(kind, printed);
  if (passed + failed === 0) console.log(`${kind} ran no test.`);
  const failures = failuresIn(kind, printed);
  return { passed, failed: code !== 0 || passed === 0 ? Math.max(failed, 1) : failed, failures };
}

function show(program: string, args: string[]): Promise<{ code: number; printed: string }> {
  const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: "1", PY_COLORS: "1" } : process.env;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env });
  let printed = "";
  child.stdout.on("data", (chunk) => (printed += String(chunk)));
  child.stdout.pipe(process.stdout, { end: false });
  child.stderr.pipe(process.stderr, { end: false });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    // "close" waits for everybody who inherited the output; a process that a failed test left must not hold us up.
    child.on("exit", (code) => {
      const end = () => resolve({ code: code ?? 1, printed });
      child.once("close", end);
      setTimeout(end, DRAIN_MS);
    });
  });
}
