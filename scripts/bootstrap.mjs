#!/usr/bin/env node
// Makes sure that everything a command needs is there, then runs it: `node scripts/bootstrap.mjs <script.ts> [args…]`.
// `--only-setup` stops before the command. Plain JavaScript without dependencies, for Node 18 and newer, because it
// runs before anything is installed. It writes to stderr only: stdout belongs to the command.
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { report } from "./bootstrap/errors.mjs";
import { node } from "./bootstrap/node.mjs";
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

/** Runs the command in this terminal until it ends, passes signals on to it, and ends as it ended. */
function launch(target, args, env) {
  return new Promise((done, reject) => {
    const child = spawn(node.program, [resolve(target), ...args], {
      stdio: "inherit",
      env,
      cwd: folderOf(env),
    });
    // At a terminal Ctrl-C reaches the child by itself; a second copy would be taken for impatience.
    process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
    for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      if (signal !== null) {
        for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.removeAllListeners(name);
        process.kill(process.pid, signal);
      }
      process.exitCode = code ?? 1;
      done();
    });
  });
}

/**
 * Where the person is who runs `posthuman`: `npm --prefix <checkout> run posthuman` leads npm into the checkout, and that
 * person's files are elsewhere. The other commands are about the checkout.
 */
function folderOf({ npm_lifecycle_event: command, INIT_CWD: folder }) {
  return command === "posthuman" ? folder : undefined;
}
