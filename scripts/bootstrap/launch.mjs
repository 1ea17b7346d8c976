import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { node } from "./node.mjs";

/** Runs the command in this terminal until it ends, passes signals on to it, and ends as it ended. */
export function launch(target, args, env) {
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
