/**
 * `npm run mutate [-- options]`: makes small mistakes in the contracts, one at a time, and counts how many the Solidity
 * tests notice. Fails if they notice less than 95 %, or if one that they miss is not explained in
 * contracts/testing/mutants.json. Works on a copy; no file of the checkout changes.
 */
import { spawnSync } from "node:child_process";
import { createProgress } from "./deep/createProgress.ts";
import { createScratch, readExplained } from "./deep/createScratch.ts";
import { judge } from "./deep/judge.ts";
import { listMutants, nameOf, sample, type Outcome } from "./deep/mutants.ts";
import { readOptions } from "./deep/mutationOptions.ts";
import { runMutants } from "./deep/runMutants.ts";
import { select } from "./options/readArguments.ts";

const options = readOptions();

const build = spawnSync("node_modules/.bin/hardhat", ["build", "--quiet"], { encoding: "utf8" });
if (build.status !== 0) {
  console.error(`The contracts and their tests could not be compiled.\n${build.stderr}`);
  process.exit(1);
}
const all = listMutants();
const contracts = select(
  [...new Set(all.map(({ contract }) => contract))].map((name) => ({ name })),
  options.contracts,
);
const isWanted = (name: string) =>
  options.only.length === 0 || options.only.some((text) => name.includes(text));
const named = all.filter(
  (mutant) => contracts.some(({ name }) => name === mutant.contract) && isWanted(nameOf(mutant)),
);
if (named.length === 0) {
  console.error(`No mistake has ${options.only.map((text) => `"${text}"`).join(" or ")} in its name.`);
  process.exit(1);
}
const chosen = options.sample === undefined ? named : sample(named, options.sample, options.seed);
if (options.sample !== undefined) console.error(`seed ${options.seed}`);

const begun = performance.now();
const outcomes: Outcome[] = [];
const explained = readExplained("contracts/testing/mutants.json");
const progress = createProgress(chosen.length);
let survived = 0;
const scratch = createScratch({ built: true });
for await (const outcome of runMutants(chosen, scratch, options.jobs)) {
  outcomes.push(outcome);
  if (outcome.result === "survived") {
    survived += 1;
    if (!explained.has(nameOf(outcome.mutant))) progress.say(`survives: ${nameOf(outcome.mutant)}`);
  }
  progress.step(`${survived} survived`);
}
progress.end();
const seconds = (performance.now() - begun) / 1000;
const { killed, total, survivors, problems } = judge(
  outcomes,
  explained,
  all,
  options.only.length > 0 ? 0 : undefined,
);

if (options.json) {
  const mutants = outcomes.map(({ mutant, ...outcome }) => ({ name: nameOf(mutant), ...mutant, ...outcome }));
  console.log(JSON.stringify({ killed, total, seconds, problems, mutants }));
} else {
  for (const { mutant, why } of survivors)
    if (why !== undefined) console.log(`survives: ${nameOf(mutant)}\n  ${why}`);
  for (const problem of problems) console.log(`✗ ${problem}`);
  const rate = ((100 * killed) / Math.max(total, 1)).toFixed(1);
  const pace = (seconds / Math.max(chosen.length, 1)).toFixed(1);
  const same = outcomes.length - total;
  console.log(`killed ${killed}/${total} (${rate} %), ${survivors.length} survived, ${same} changed nothing`);
  console.log(`${Math.round(seconds)} s, ${pace} s a mutant`);
}
process.exitCode = problems.length === 0 ? 0 : 1;
