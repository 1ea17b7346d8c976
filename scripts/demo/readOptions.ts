import assert from "node:assert/strict";
import { readArguments } from "../options/readArguments.ts";

const USAGE = `npm run demo -- [options]      tells the seven steps on real parts

  --json       print one JSON document on stdout and nothing else
  --keep       leave chain and worker running at the end, and say how to go on by hand
  --out DIR    folder for results and pictures (default: demo-output)
  --steps N    steps of the longer trainings, at least 10 (default: 120)
`;

const LEAST_STEPS = 10;

const options = {
  json: { type: "boolean", default: false },
  keep: { type: "boolean", default: false },
  out: { type: "string", default: "demo-output" },
  steps: { type: "string", default: "120" },
} as const;

/** How to tell the story. */
export interface DemoOptions {
  readonly json: boolean;
  readonly keep: boolean;
  readonly out: string;
  readonly steps: number;
}

/** Reads the command line; what it does not know ends the process with the usage and exit code 1. */
export function readOptions(): DemoOptions {
  return readArguments(USAGE, options, ({ json, keep, out, steps: text }) => {
    const steps = Number(text);
    const valid = Number.isInteger(steps) && steps >= LEAST_STEPS;
    assert(valid, `--steps must be a whole number of at least ${LEAST_STEPS}, not ${text}.`);
    return { json, keep, out, steps };
  });
}
