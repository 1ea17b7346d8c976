import { rmSync } from "node:fs";
import { delimiter } from "node:path";
import { algorithms } from "./algorithms.mjs";
import { bubblewrap } from "./bubblewrap.mjs";
import { withLock } from "./lock.mjs";
import { node } from "./node.mjs";
import { packages } from "./packages.mjs";
import { say, step } from "./progress.mjs";
import { logFile } from "./run.mjs";
import { SetupError } from "./SetupError.mjs";
import { uvBin } from "./uv.mjs";

/** In order: packages need node. bubblewrap comes early because a person may have to act on it. */
const parts = [node, bubblewrap, packages, algorithms];

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
  const env = { ...process.env, PATH: path };
  if (parts.every((part) => part.ready())) return env;
  const waiting = () => say("waiting for another setup of this checkout");
  await withLock(async () => {
    rmSync(logFile, { force: true });
    for (const part of parts) {
      if (!part.ready()) await step(part.title, (note) => part.install(env, note));
    }
  }, waiting);
  return env;
}
