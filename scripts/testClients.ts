/**
 * `npm run test:clients [-- part…]`: clients of others, tried in more ways than in `npm test`, which has one of each kind.
 * Runs all parts, however the earlier ones end.
 *
 *   packages   the packed SDK and command line, installed from the registry as anyone would, on every Node that they
 *              support; needs the network
 *   http       schemathesis on the worker's HTTP API, with the borders of each field and chains of calls;
 *              POSTHUMAN_API_CASES says how many cases a route gets
 */
import { runParts, type Part } from "./test/runParts.ts";

const CASES = process.env.POSTHUMAN_API_CASES ?? "50";
const vitest = (file: string): Part["command"] => [
  "node_modules/.bin/vitest",
  "run",
  "--project",
  "e2e",
  `test/e2e/${file}.test.ts`,
];

const parts: readonly Part[] = [
  { name: "packages", command: vitest("packages"), env: { POSTHUMAN_TEST_REGISTRY: "1" } },
  { name: "http", command: vitest("httpApi"), env: { POSTHUMAN_API_CASES: CASES } },
];

process.exitCode = runParts(parts, process.argv.slice(2));
