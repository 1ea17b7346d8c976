import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { buildContracts } from "../contracts/buildContracts.ts";
import { select } from "../options/readArguments.ts";
import { brokenReferences } from "./brokenReferences.ts";
import { findLeftovers, missingPlatforms } from "./committedFiles.ts";
import { oversizedContracts, untestedErrors } from "./contractSources.ts";
import { structureProblems } from "../structure/structure.ts";
import { brokenExamples } from "./tsdocExamples.ts";
import { command, printChecks, runChecks, type Check } from "./runChecks.ts";

/** Runs the named checks, or all, and counts. The contracts are compiled first: types and lint read what that writes. */
export function checkSources(names: readonly string[]): Promise<{ passed: number; failed: number }> {
  const chosen = select(checks, names);
  buildContracts();
  return printChecks(runChecks(chosen, availableParallelism()));
}

const npm = (name: string, tool: string, ...args: string[]) =>
  command(name, `node_modules/.bin/${tool}`, ...args);
const ruff = "algorithms/.venv/bin/ruff";
const pyrefly = "algorithms/.venv/bin/pyrefly";
/** Python projects, each with settings for the type checker and an environment of its own. */
const pythonProjects = ["algorithms", "algorithms/conversion", "test/e2e/clients"];
const python = ["algorithms", "spaces", "test"].filter((folder) => existsSync(folder));

/** A check in this process: it is fine if it finds nothing. */
const finding = (name: string, find: () => string[]): Check => ({
  name,
  run: () => {
    const found = find();
    return Promise.resolve({ ok: found.length === 0, output: found.join("\n") });
  },
});

/** All parts of `npm run check`, the slow ones first. */
export const checks: readonly Check[] = [
  npm("lint", "eslint", ".", "--max-warnings", "0"),
  npm("format", "prettier", "--check", ".", "--log-level", "warn"),
  command("generated", process.execPath, "scripts/generate.ts", "--check"),
  npm("types", "tsc", "--project", "."),
  npm("pagetypes", "tsc", "--project", "examples/browser"),
  npm("dead", "knip", "--no-progress", "--treat-config-hints-as-errors"),
  npm("solidity", "solhint", "contracts/**/*.sol", "--noPoster", "--max-warnings", "0"),
  command("python", ruff, "check", ...python),
  command("pyformat", ruff, "format", "--check", ...python),
  command("pytypes", pyrefly, "check", "--output-format", "min-text", ...pythonProjects),
  finding("contracts", () => [...oversizedContracts(), ...untestedErrors()]),
  finding("structure", () => structureProblems()),
  finding("examples", () => brokenExamples()),
  finding("references", () => brokenReferences()),
  finding("leftovers", () => findLeftovers()),
  finding("lockfile", () => missingPlatforms()),
];
