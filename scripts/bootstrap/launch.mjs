import { spawn } from "node:child_process";
import { node } from "./node.mjs";

/** Runs the command in this terminal until it ends, passes signals on to it, and ends as it ended. */
export function launch(target, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(node.program, [target, ...args], { stdio: "inherit", env });
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
      resolve();
    });
  });
}
