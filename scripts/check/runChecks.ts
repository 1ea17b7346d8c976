import type { Check } from "./Check.ts";

/** What one check came to. */
export interface CheckResult {
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
