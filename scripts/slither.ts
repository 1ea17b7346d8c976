/**
 * `npm run slither`: Slither's static analysis of a fresh build of the contracts, tests aside. Fails if it finds
 * something that contracts/testing/slither.json does not explain, or no longer finds what that explains. `--json`
 * prints one document for machines.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createScratch, readExplained } from "./deep/createScratch.ts";
import { installSlither } from "./deep/installSlither.ts";
import { compareFindings, findingsOf, type SlitherResult } from "./deep/slitherFindings.ts";

const { values: options } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const slither = installSlither();
const scratch = createScratch({ built: false });
const run = (program: string, ...args: string[]) =>
  spawnSync(program, args, { cwd: scratch, encoding: "utf8", maxBuffer: 2 ** 28 });

const build = run("node_modules/.bin/hardhat", "build", "--quiet", "--no-tests");
assert.equal(build.status, 0, `The contracts could not be compiled.\n${build.stdout}${build.stderr}`);
const report = join(scratch, "report.json");
const ignored = "node_modules|npm/|contracts/testing";
const { stderr } = run(slither, ".", "--hardhat-ignore-compile", "--filter-paths", ignored, "--json", report);
const { success, results } = JSON.parse(readFileSync(report, "utf8")) as {
  readonly success: boolean;
  readonly results: { readonly detectors?: readonly SlitherResult[] };
};
assert(success, `Slither failed.\n${stderr}`);

const findings = findingsOf(results.detectors ?? []);
const explained = readExplained("contracts/testing/slither.json");
const problems = compareFindings(findings, explained);
if (options.json) console.log(JSON.stringify({ findings, problems }));
else {
  for (const problem of problems) console.log(`✗ ${problem}\n`);
  console.log(
    `${findings.length} findings, ${problems.length === 0 ? "all explained" : `${problems.length} problems`}`,
  );
}
process.exitCode = problems.length === 0 ? 0 : 1;
