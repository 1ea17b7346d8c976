/**
 * `npm run check [-- part…]`: everything that can be said of the sources without running them. Prints one line a part,
 * and the whole output of those that fail. `structure --report` prints the numbers of that part as well.
 */
import { parseArgs } from "node:util";
import { checkSources } from "./check/checks.ts";
import { structureReport } from "./structure/structure.ts";

const { values, positionals } = parseArgs({
  options: { report: { type: "boolean", default: false } },
  allowPositionals: true,
});
if (values.report) console.log(`${await structureReport()}\n`);
const { failed } = await checkSources(positionals);
process.exitCode = failed === 0 ? 0 : 1;
