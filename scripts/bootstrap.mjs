#!/usr/bin/env node
// Makes sure that everything a command needs is there, then runs it: `node scripts/bootstrap.mjs <script.ts> [args…]`.
// `--only-setup` stops before the command. Plain JavaScript without dependencies, for Node 18 and newer, because it
// runs before anything is installed. It writes to stderr only: stdout belongs to the command.
import { launch } from "./bootstrap/launch.mjs";
import { report } from "./bootstrap/SetupError.mjs";
import { setUp } from "./bootstrap/setUp.mjs";

const [target, ...args] = process.argv.slice(2);

try {
  if (target === undefined) {
    process.stderr.write("usage: node scripts/bootstrap.mjs <script.ts> [arguments] | --only-setup\n");
    process.exitCode = 1;
  } else {
    const env = await setUp();
    if (target !== "--only-setup") await launch(target, args, env);
  }
} catch (error) {
  report(error);
  process.exitCode = 1;
}
