#!/usr/bin/env node
import { createProgram } from "./createProgram.ts";
import { reportError } from "./support/reportError.ts";

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = reportError(error, process.argv.includes("--json"));
}
