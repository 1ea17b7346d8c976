import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { shareLock } from "./lock.mjs";
import { root, toolchain } from "./paths.mjs";

/** The last setup's log: every program's output, for the case that the one message is not enough. */
export const logFile = join(toolchain, "setup.log");

/**
 * Runs a program to its end and never rejects: a program that cannot be started has code 127.
 * @returns {Promise<{ code: number, output: string }>} `output` holds stdout and stderr together
 */
export function run(program, args, { env = process.env, onLine } = {}) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    if (child.pid !== undefined) shareLock(child.pid);
    const take = (chunk) => {
      output += chunk;
      onLine?.(String(chunk).trim().split("\n").at(-1) ?? "");
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.once(signal, stopAndQuit);
    function stopAndQuit(signal) {
      child.kill(signal);
      process.exit(signal === "SIGINT" ? 130 : 143);
    }
    const finish = (code) => {
      for (const signal of signals) process.off(signal, stopAndQuit);
      mkdirSync(toolchain, { recursive: true });
      appendFileSync(logFile, `$ ${program} ${args.join(" ")}\n${output}\n[exit ${code}]\n`);
      resolve({ code, output });
    };
    child.on("error", (error) => {
      output += String(error.message);
      finish(error.code === "EACCES" ? 126 : 127);
    });
    child.on("close", (code, signal) => finish(code ?? (signal ? 128 : 1)));
  });
}
