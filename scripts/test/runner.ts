import { spawn } from "node:child_process";
import { countTests, type Runner } from "./countTests.ts";
import { failuresIn } from "./failuresIn.ts";
import type { Counts, Suite } from "./Suite.ts";

/** How long a program's output may come after its end, in milliseconds. */
const DRAIN_MS = 3_000;

/** A suite that is a program: its output is shown as it comes, or at its end, and read for the counts. */
export function runner(name: string, kind: Runner, program: string, ...args: string[]): Omit<Suite, "place"> {
  return { name, run: async (held) => judge(kind, await show(program, args, held)) };
}

function judge(kind: Runner, { code, printed }: { code: number; printed: string }): Counts {
  const { passed, failed } = countTests(kind, printed);
  if (passed + failed === 0) console.log(`${kind} ran no test.`);
  const failures = failuresIn(kind, printed);
  return { passed, failed: code !== 0 || passed === 0 ? Math.max(failed, 1) : failed, failures };
}

function show(program: string, args: string[], held = false): Promise<{ code: number; printed: string }> {
  const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: "1", PY_COLORS: "1" } : process.env;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env });
  let printed = "";
  let kept = "";
  child.stdout.on("data", (chunk) => (printed += String(chunk)));
  for (const [from, to] of [
    [child.stdout, process.stdout] as const,
    [child.stderr, process.stderr] as const,
  ]) {
    if (held) from.on("data", (chunk) => (kept += String(chunk)));
    else from.pipe(to, { end: false });
  }
  const ended = new Promise<{ code: number; printed: string }>((resolve, reject) => {
    child.on("error", reject);
    // "close" waits for everybody who inherited the output; a process that a failed test left must not hold us up.
    child.on("exit", (code) => {
      const end = () => resolve({ code: code ?? 1, printed });
      child.once("close", end);
      setTimeout(end, DRAIN_MS);
    });
  });
  return ended.finally(() => process.stdout.write(kept));
}
