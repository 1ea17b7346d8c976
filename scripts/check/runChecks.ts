import { spawn } from "node:child_process";

/** The result of one check. */
interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

/** Runs checks, some at a time, and yields each result as soon as it is there. */
export async function* runChecks(checks: readonly Check[], atOnce: number): AsyncGenerator<CheckResult> {
  const waiting = [...checks];
  const running = new Map<string, Promise<CheckResult>>();
  while (waiting.length > 0 || running.size > 0) {
    for (let next; running.size < atOnce && (next = waiting.shift());) running.set(next.name, timed(next));
    const result = await Promise.race(running.values());
    running.delete(result.name);
    yield result;
  }
}

async function timed(check: Check): Promise<CheckResult> {
  const start = performance.now();
  const result = await check.run();
  return { name: check.name, ...result, seconds: (performance.now() - start) / 1000 };
}

/** One part of `npm run check`. */
export interface Check {
  readonly name: string;
  /** Runs it; `output` says what is wrong, if something is. */
  run(): Promise<{ readonly ok: boolean; readonly output: string }>;
}

/** A check that is a program: it is fine if the program ends with 0. */
export function command(name: string, program: string, ...args: string[]): Check {
  return {
    name,
    run: () =>
      new Promise((resolve) => {
        let output = "";
        const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
        for (const stream of [child.stdout, child.stderr])
          stream.on("data", (chunk) => (output += String(chunk)));
        child.on("error", (error) => resolve({ ok: false, output: error.message }));
        child.on("close", (code) => resolve({ ok: code === 0, output }));
      }),
  };
}

/** Prints results as they come, the output of failures last, where it is seen; and counts them. */
export async function printChecks(
  results: AsyncIterable<CheckResult>,
): Promise<{ passed: number; failed: number }> {
  const failures: CheckResult[] = [];
  let passed = 0;
  for await (const result of results) {
    console.log(
      `${result.ok ? "✓" : "✗"} ${result.name.padEnd(10)} ${result.seconds.toFixed(1).padStart(5)} s`,
    );
    if (result.ok) passed += 1;
    else failures.push(result);
  }
  for (const { name, output } of failures) console.log(`\n── ${name} ──\n${output.trim()}`);
  return { passed, failed: failures.length };
}
