import { rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { bubblewrap } from "./bubblewrap.mjs";
import { SetupError } from "./errors.mjs";
import { withLock } from "./lock.mjs";
import { node } from "./node.mjs";
import { packages } from "./packages.mjs";
import { endPacking } from "./packing.mjs";
import { pythonPackages, uvBin } from "./python.mjs";
import { logFile, stopAll } from "./run.mjs";
import { toolchain } from "./toolchain.mjs";

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
      "Posthuman needs Linux: the worker runs algorithms in bubblewrap's sandbox.",
      "Use a Linux machine, a virtual machine, or WSL 2 on Windows.",
    );
  }
  endPacking();
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

const { stderr } = process;

/** The steps under way, by title: when each began, and what it is doing. */
const active = new Map();
let timer;

/**
 * Shows a step while it runs: on a terminal one line for all steps under way, which counts the seconds; elsewhere one
 * line at its start and one at its end.
 * @template T
 * @param {string} title for example "npm packages"
 * @param {(note: (text: string) => void) => Promise<T>} work may call `note` with what it is doing
 * @returns {Promise<T>}
 */
async function step(title, work) {
  const state = { start: Date.now(), doing: "" };
  active.set(title, state);
  if (stderr.isTTY) timer ??= setInterval(draw, 250);
  else stderr.write(`setup: ${title} …\n`);
  try {
    const result = await work((text) => (state.doing = text.replace(/[^\x20-\x7e]/g, "")));
    const done = `${title} (${seconds(state)})\n`;
    stderr.write(stderr.isTTY ? `\r\x1b[2K✓ ${done}` : `setup: ✓ ${done}`);
    return result;
  } finally {
    active.delete(title);
    if (stderr.isTTY) stderr.write("\r\x1b[2K");
    if (active.size === 0) timer = clearInterval(timer);
  }
}

/** One plain line. */
function say(text) {
  stderr.write(`setup: ${text}\n`);
}

function draw() {
  const steps = [...active].map(([title, state]) => `${title} … ${seconds(state)}`);
  const [only] = active.size === 1 ? active.values() : [];
  const line = `  ${steps.join("   ")}  ${only?.doing ?? ""}`;
  stderr.write(`\r\x1b[2K${line.slice(0, (stderr.columns ?? 80) - 1)}`);
}

const seconds = ({ start }) => `${Math.round((Date.now() - start) / 1000)} s`;
