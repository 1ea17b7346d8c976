import { rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { bubblewrap } from "./bubblewrap.mjs";
import { withLock } from "./lock.mjs";
import { node } from "./node.mjs";
import { packages } from "./packages.mjs";
import { toolchain } from "./paths.mjs";
import { say, step } from "./progress.mjs";
import { pythonPackages } from "./pythonPackages.mjs";
import { logFile, stopAll } from "./run.mjs";
import { SetupError } from "./SetupError.mjs";
import { uvBin } from "./uv.mjs";

/** One after another. bubblewrap comes early because a person may have to act on it. */
const first = [node, bubblewrap];

/** Side by side, since each mostly waits for the network or the disk. */
const then = [packages, pythonPackages];

/**
 * Makes sure that all parts are there and installs what is not.
 * @returns the environment for the command: the right Node and uv are on its PATH
 */
export async function setUp() {
  if (process.platform !== "linux") {
    throw new SetupError(
      "Posthuman needs Linux: the worker shuts algorithms in with bubblewrap.",
      "Use a Linux machine, a virtual machine, or WSL 2 on Windows.",
    );
  }
  const path = [node.bin, process.env.PATH, uvBin].filter((folder) => folder !== undefined).join(delimiter);
  // Node keeps what it compiles: half of the processor time of a short command.
  const compiled = process.env.NODE_COMPILE_CACHE ?? join(toolchain, "compiled");
  const env = { ...process.env, PATH: path, NODE_COMPILE_CACHE: compiled };
  if ([...first, ...then].every((part) => part.ready())) return env;
  const waiting = () => say("waiting for another setup of this checkout");
  await withLock(async () => {
    rmSync(logFile, { force: true });
    for (const part of first) await ensure(part, env);
    await allOrStop(then.map((part) => ensure(part, env)));
  }, waiting);
  return env;
}

async function ensure(part, env) {
  if (!part.ready()) await step(part.title, (note) => part.install(env, note));
}

/** Waits for all; if one fails, stops what the others run and throws the first failure. */
async function allOrStop(promises) {
  const failures = [];
  const noted = promises.map((promise) =>
    promise.catch((error) => {
      failures.push(error);
      stopAll();
    }),
  );
  await Promise.all(noted);
  if (failures.length > 0) throw failures[0];
}
