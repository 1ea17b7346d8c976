import type { CheckResult } from "./runChecks.ts";

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
