#!/usr/bin/env node
import { createProgram } from "./createProgram.ts";
import { guardOutput, reportError } from "./terminal/reportError.ts";

const [, , area, command] = process.argv;
const json = process.argv.includes("--json");
guardOutput(json);
try {
  await createProgram().parseAsync();
} catch (error) {
  // A service's supervisor starts a worker again; a person at a terminal is told to do it.
  process.exitCode = reportError(error, { json, restarts: area === "worker" && command === "start" });
}
