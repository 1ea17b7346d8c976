/**
 * `npm run check [-- part…]`: everything that can be said of the sources without running them. Prints one line a part,
 * and the whole output of those that fail.
 */
import { checkSources } from "./check/checks.ts";

const { failed } = await checkSources(process.argv.slice(2));
process.exitCode = failed === 0 ? 0 : 1;
