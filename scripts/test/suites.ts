import { checkSources } from "../check/checks.ts";
import { runner, type Suite } from "./runner.ts";

const vitest = (project: string) =>
  runner(project, "vitest", "node_modules/.bin/vitest", "run", "--project", project);

const pytest = runner(
  "python",
  "pytest",
  "algorithms/.venv/bin/python",
  ...["-m", "pytest", "--rootdir", "algorithms", "algorithms/tests"],
);

/**
 * All parts of `npm test`, quickest answer first. The check comes before the contracts' tests, which write the types
 * that it reads; those and the Python tests compute on one core, while the others mostly wait for processes and blocks.
 */
export const suites: readonly Suite[] = [
  { name: "check", run: () => checkSources([]), place: "first" },
  { ...runner("contracts", "hardhat", "node_modules/.bin/hardhat", "test"), place: "beside" },
  { ...vitest("unit"), place: "then" },
  { ...pytest, place: "beside" },
  { ...vitest("e2e"), place: "then" },
];
