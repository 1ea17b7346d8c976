import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { readArguments } from "../options/readArguments.ts";

/** What to run, and how. */
export interface MutationOptions {
  /** Contracts by name; none means all. */
  readonly contracts: readonly string[];
  /** Texts of which a mutant's name must hold one; none means any name. */
  readonly only: readonly string[];
  /** How many of the mutants; undefined means all. */
  readonly sample: number | undefined;
  /** What chooses them. */
  readonly seed: string;
  /** Processes at a time. */
  readonly jobs: number;
  readonly json: boolean;
}

const USAGE = `npm run mutate [-- options]

  --contract X   only the mistakes in contracts/X.sol; may be given again
  --only TEXT    only those with TEXT in their name, as "Offers.buy" or "0 → 1"; may be given again
  --sample N     only N of them, chosen by --seed S (printed; the same seed chooses the same)
  --jobs N       processes at a time; as many as there are processors, if not given
  --json         one document for machines on stdout
`;

const options = {
  contract: { type: "string", multiple: true },
  only: { type: "string", multiple: true },
  sample: { type: "string" },
  seed: { type: "string" },
  jobs: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** Reads the command line of `npm run mutate`; what is wrong ends the process with a message and exit code 1. */
export function readOptions(): MutationOptions {
  return readArguments(USAGE, options, ({ contract = [], only = [], sample, seed, jobs, json }) => ({
    contracts: contract,
    only,
    sample: sample === undefined ? undefined : toCount("--sample", sample),
    seed: seed ?? randomBytes(4).toString("hex"),
    jobs: jobs === undefined ? availableParallelism() : toCount("--jobs", jobs),
    json,
  }));
}

function toCount(option: string, text: string): number {
  assert.match(text, /^[1-9]\d*$/, `${option} wants a whole number from 1 on, not "${text}".`);
  return Number(text);
}
