import { availableParallelism } from "node:os";
import { buildContracts } from "../contracts/buildContracts.ts";
import { checks } from "./checks.ts";
import { printChecks } from "./printChecks.ts";
import { runChecks } from "./runChecks.ts";
import { select } from "./select.ts";

/** Runs the named checks, or all, and counts. The contracts are compiled first: types and lint read what that writes. */
export function checkSources(names: readonly string[]): Promise<{ passed: number; failed: number }> {
  const chosen = select(checks, names);
  buildContracts();
  return printChecks(runChecks(chosen, availableParallelism()));
}
