import { spawn } from "node:child_process";
import { accessSync, appendFileSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { shareLock } from "./lock.mjs";
import { root, toolchain } from "./toolchain.mjs";

/** The last setup's log: every program's output, for the case that the one message is not enough. */
export const logFile = join(toolchain, "setup.log");

const children = new Set();

/**
 * Runs a program to its end and never rejects: a program that cannot be started has code 126 or 127, as in a shell.
 * @returns {Promise<{ code: number, output: string }>} `output` holds stdout and stderr together
 */
export function run(program, args, { env = process.env, onLine } = {}) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    const take = (chunk) => {
      output += chunk;
      onLine?.(String(chunk).trim().split("\n").at(-1) ?? "");
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    keep(child);
    const finish = (code) => {
      drop(child);
      log(`$ ${program} ${args.join(" ")}\n${output}\n[exit ${code}]\n`);
      resolve({ code, output });
    };
    child.on("error", (error) => {
      output += String(error.message);
      finish(error.code === "EACCES" ? 126 : 127);
    });
    // A program that could not be started "closes" with a negative code.
    child.on("close", (code) => (code ?? 0) >= 0 && finish(code ?? 128));
  });
}

/** A log that cannot be written, on a full disk for example, must not hide why. */
function log(text) {
  try {
    appendFileSync(logFile, text);
  } catch {
    // Nothing to add: the message on the terminal says what failed.
  }
}

/** Stops every program that `run` started and that has not ended. */
export function stopAll(signal = "SIGTERM") {
  for (const child of children) child.kill(signal);
}

function keep(child) {
  if (children.size === 0) for (const signal of signals) process.on(signal, quit);
  children.add(child);
  shareLock([...children].map(({ pid }) => pid));
}

function drop(child) {
  children.delete(child);
  if (children.size === 0) for (const signal of signals) process.off(signal, quit);
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Ctrl-C in the middle of a setup: nothing goes on behind the prompt. */
function quit(signal) {
  stopAll(signal);
  process.stderr.write("\n");
  process.exit(signal === "SIGINT" ? 130 : 143);
}

/** The first executable file called `name` on PATH, or undefined. */
export function findProgram(name, path = process.env.PATH ?? "") {
  return path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
