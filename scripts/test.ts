/** `npm test [-- part…]`: runs all suites, however the earlier ones end, and closes with `N passed, N failed`. */
import { buildContracts } from "./contracts/buildContracts.ts";
import { select } from "./options/readArguments.ts";
import type { Counts, Suite } from "./test/runner.ts";
import { suites } from "./test/suites.ts";

type Row = Counts & { readonly name: string; readonly seconds: number };

const secondsSince = (start: number) => Math.round((performance.now() - start) / 1000);

async function run({ name, ...suite }: Suite, held: boolean): Promise<Row> {
  console.log(`\n━━ ${name} ━━`);
  const start = performance.now();
  const counts = await suite.run(held);
  return { name, ...counts, seconds: secondsSince(start) };
}

async function inTurn(some: readonly Suite[], held = false): Promise<Row[]> {
  const rows: Row[] = [];
  for (const suite of some) rows.push(await run(suite, held));
  return rows;
}

const start = performance.now();
const chosen = select(suites, process.argv.slice(2));
const of = (place: Suite["place"]) => chosen.filter((suite) => suite.place === place);
const rows = await inTurn(of("first"));
// Before two suites that would each do it.
buildContracts();
const isAlone = of("then").length === 0;
rows.push(...(await Promise.all([inTurn(of("then")), inTurn(of("beside"), !isAlone)])).flat());

for (const { name, failures = [] } of rows) {
  for (const failure of failures) console.log(`\n${name}: ${failure}`);
}
console.log();
for (const { name, passed, failed, seconds } of rows) {
  console.log(`${name.padEnd(10)} ${passed} passed, ${failed} failed (${seconds} s)`);
}
console.log(`${"together".padEnd(10)} ${secondsSince(start)} s`);
const total = (key: "passed" | "failed") => rows.reduce((sum, row) => sum + row[key], 0);
console.log(`${total("passed")} passed, ${total("failed")} failed`);
process.exitCode = total("failed") === 0 ? 0 : 1;
