/** `npm test [-- part…]`: runs all suites, however the earlier ones end, and closes with `N passed, N failed`. */
import { select } from "./check/select.ts";
import type { Counts, Suite } from "./test/Suite.ts";
import { suites } from "./test/suites.ts";

type Row = Counts & { readonly name: string; readonly seconds: number };

async function run({ name, ...suite }: Suite): Promise<Row> {
  console.log(`\n━━ ${name} ━━`);
  const start = performance.now();
  const counts = await suite.run(suite.beside);
  return { name, ...counts, seconds: Math.round((performance.now() - start) / 1000) };
}

const rows: Row[] = [];
const chosen = select(suites, process.argv.slice(2));
for (const [index, suite] of chosen.entries()) {
  if (suite.beside && index > 0) continue;
  const next = chosen[index + 1];
  rows.push(...(await Promise.all([suite, ...(next?.beside ? [next] : [])].map(run))));
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
