import { checkSources } from "../check/checkSources.ts";
import { runner } from "./runner.ts";
import type { Suite } from "./Suite.ts";

const vitest = (project: string) =>
  runner(project, "vitest", "node_modules/.bin/vitest", "run", "--project", project);

/** All parts of `npm test`, quickest answer first; the story comes last. */
export const suites: readonly Suite[] = [
  { name: "check", run: () => checkSources([]) },
  runner("contracts", "hardhat", "node_modules/.bin/hardhat", "test"),
  vitest("unit"),
  runner(
    "python",
    "pytest",
    "algorithms/.venv/bin/python",
    "-m",
    "pytest",
    "--rootdir",
    "algorithms",
    "algorithms/tests",
  ),
  vitest("e2e"),
];
