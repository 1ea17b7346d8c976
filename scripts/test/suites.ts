import { checkSources } from "../check/checkSources.ts";
import { runner } from "./runner.ts";
import type { Suite } from "./Suite.ts";

const vitest = (project: string) =>
  runner(project, "vitest", "node_modules/.bin/vitest", "run", "--project", project);

const pytest = runner(
  "python",
  "pytest",
  "algorithms/.venv/bin/python",
  ...["-m", "pytest", "--rootdir", "algorithms", "algorithms/tests"],
);

/** All parts of `npm test`, quickest answer first; the story comes last. */
export const suites: readonly Suite[] = [
  { name: "check", run: () => checkSources([]) },
  runner("contracts", "hardhat", "node_modules/.bin/hardhat", "test"),
  vitest("unit"),
  { ...pytest, beside: true },
  vitest("e2e"),
];
