/**
 * `npm run check [-- part…]`: everything that can be said of the sources without running them. Prints one line a part,
 * and the whole output of those that fail.
 */
import { availableParallelism } from "node:os";
import { checks } from "./check/checks.ts";
import { printChecks } from "./check/printChecks.ts";
import { runChecks } from "./check/runChecks.ts";
import { select } from "./check/select.ts";

const chosen = select(checks, process.argv.slice(2));
const { failed } = await printChecks(runChecks(chosen, availableParallelism()));
process.exitCode = failed === 0 ? 0 : 1;
