/**
 * `npm run coverage`: how much of our contracts the Solidity tests run, by Hardhat in a copy of the checkout. Fails
 * below 100 % of the lines or of the statements. Random sequences of calls are left out: what only they reach, no test
 * asserts. The pages with each line are left in coverage/html. `--json` prints one document for machines.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { contractFiles } from "./contracts/readCompiled.ts";
import { createScratch } from "./deep/createScratch.ts";
import { readCoverage } from "./deep/readCoverage.ts";

const { values: options } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const scratch = createScratch({ built: false });
const args = ["test", "solidity", "--coverage", "--grep-exclude", "^invariant"];
const { status, stdout, stderr } = spawnSync("node_modules/.bin/hardhat", args, {
  cwd: scratch,
  encoding: "utf8",
  maxBuffer: 2 ** 28,
});
assert.equal(status, 0, `The tests failed.\n${stdout}${stderr}`);
cpSync(join(scratch, "coverage"), "coverage", { recursive: true });

const lcov = readFileSync("coverage/lcov.info", "utf8");
const coverage = readCoverage(stdout, lcov, contractFiles());
const ok = coverage.every(({ lines, statements }) => lines === 100 && statements === 100);
if (options.json) console.log(JSON.stringify({ ok, coverage }));
else {
  const percent = (part: number) => `${part.toFixed(2)} %`.padStart(9);
  for (const { file, lines, statements, uncovered } of coverage) {
    const missing = uncovered.length > 0 ? `  not run: ${uncovered.join(", ")}` : "";
    console.log(`${file.padEnd(32)} lines ${percent(lines)}  statements ${percent(statements)}${missing}`);
  }
  console.log(ok ? "all of it" : "Every line and statement of a contract must be run by a test.");
}
process.exitCode = ok ? 0 : 1;
