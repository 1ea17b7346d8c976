/** `npm test [-- part…]`: runs all suites, however the earlier ones end, and closes with `N passed, N failed`. */
import { select } from "./check/select.ts";
import type { Counts } from "./test/Suite.ts";
import { suites } from "./test/suites.ts";

const rows: (Counts & { name: string; seconds: number })[] = [];
for (const suite of select(suites, process.argv.slice(2))) {
  console.log(`\n━━ ${suite.name} ━━`);
  const start = performance.now();
  const counts = await suite.run();
  rows.push({ name: suite.name, ...counts, seconds: Math.round((performance.now() - start) / 1000) });
}

for (const { name, failures = [] } of rows) {
  for (const failure of failures) console.log(`\n${name}: ${failure}`);
}
console.log();
for (const { name, passed, failed, seconds } of rows) {
  console.log(`${name.padEnd(10)} ${passed} passed, ${failed} failed (${seconds} s)`);
}
const total = (key: "passed" | "failed") => rows.reduce((sum, row) => sum + row[key], 0);
console.log(`${total("passed")} passed, ${total("failed")} failed`);
process.exitCode = total("failed") === 0 ? 0 : 1;
