import { spawn } from "node:child_process";

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

/** One part of `npm test`. */
export interface Suite {
  readonly name: string;
  /** Runs it, shows its progress on stdout (all of it at the end if `held`) and counts. */
  run(held?: boolean): Promise<Counts>;
  /** When it runs: before all others, after those, or beside what runs then, which waits more than it computes. */
  readonly place: "first" | "then" | "beside";
}

/** How many tests passed and failed. A suite that breaks, or runs no test, counts as a failed one. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** What the runner said of each failed test, its first lines. */
  readonly failures?: readonly string[];
}

/** A test runner whose summary `countTests` can read. */
type Runner = "hardhat" | "vitest" | "pytest";

/** The line of each runner's output that sums up. */
const summaries: Readonly<Record<Runner, RegExp>> = {
  hardhat: /^\d+ (?:passing|failing) \(\d+ (?:solidity|mocha).*$/gm,
  vitest: /^ *Tests .*$/gm,
  pytest: /^=* ?(?:\d+ [a-z]+,? )+in [\d.]+s.*$/gm,
};

const ansi = new RegExp("\\u001b\\[[\\d;]*m", "g");

/** Reads how many tests a runner ran from what it printed; the last summary counts, since tests may run runners. */
export function countTests(runner: Runner, printed: string): Counts {
  const lines = printed.replace(ansi, "").match(summaries[runner]) ?? [];
  const summary = runner === "hardhat" ? lines.slice(-2).join(" ") : (lines.at(-1) ?? "");
  const sum = (word: RegExp) =>
    [...summary.matchAll(word)].reduce((total, [, count]) => total + Number(count), 0);
  return { passed: sum(/(\d+) pass(?:ed|ing)/g), failed: sum(/(\d+) (?:failed|failing|errors?)/g) };
}

/** Where each runner's account of one failed test begins. */
const heads: Readonly<Record<Runner, RegExp>> = {
  hardhat: /^ {2}\d+\) /,
  vitest: /^ FAIL /,
  pytest: /^(?:FAILED|ERROR) /,
};

/** Lines of one account that are repeated. */
const LINES = 8;

/**
 * Finds the accounts of failed tests in what a runner printed, so that they can be shown once more at the end of a long
 * output. Each is its first lines.
 */
export function failuresIn(runner: Runner, printed: string): string[] {
  const lines = printed.replace(ansi, "").split("\n");
  return lines.flatMap((line, index) => {
    if (!heads[runner].test(line)) return [];
    const rest = lines.slice(index + 1, index + LINES);
    const next = rest.findIndex((one) => heads[runner].test(one) || one.startsWith("==="));
    const shown = runner === "pytest" ? [] : rest.slice(0, next < 0 ? LINES : next);
    return [[line, ...shown].join("\n").trimEnd()];
  });
}
