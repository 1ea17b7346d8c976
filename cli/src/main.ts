#!/usr/bin/env node
import { createProgram } from "./createProgram.ts";
import { reportError } from "./support/reportError.ts";

const [, , area, command] = process.argv;
try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = reportError(error, {
    json: process.argv.includes("--json"),
    // A service's supervisor starts it again; a person at a terminal is told to.
    restarts: area === "worker" && command === "start",
  });
}
