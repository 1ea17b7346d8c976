import { mkdirSync, readFileSync, renameSync, rmdirSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toolchain } from "./toolchain.mjs";

const file = join(toolchain, "setup.lock");
const pause = () => new Promise((resolve) => setTimeout(resolve, 200));
let held = false;

/**
 * Runs `work` while no other setup of this checkout runs. A lock whose processes are gone is taken over.
 * @param {() => void} onWait called once if another setup is under way
 */
export async function withLock(work, onWait) {
  mkdirSync(toolchain, { recursive: true });
  for (let told = false; !tryTake(); await pause()) {
    if (!isHeld()) removeStale();
    else if (!told) {
      told = true;
      onWait();
    }
  }
  held = true;
  const release = () => ignoreMissing(() => unlinkSync(file));
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
    held = false;
  }
}

/**
 * Names the programs that now work under the lock. If this process is killed, they may live on, and others beside them
 * would spoil what both write.
 * @param {number[]} pids
 */
export function shareLock(pids) {
  if (!held) return;
  writeFileSync(`${file}.new`, [process.pid, ...pids].map((pid) => `${identify(pid)}\n`).join(""));
  renameSync(`${file}.new`, file);
}

function tryTake() {
  try {
    writeFileSync(file, `${identify(process.pid)}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function isHeld() {
  let text = "";
  ignoreMissing(() => (text = readFileSync(file, "utf8")));
  // Made, but not yet written: for an instant, or forever if its process died just then.
  if (text === "") return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) < 5000;
  return text.split("\n").some((line) => line !== "" && identify(line.split(" ")[0]) === line);
}

/** Removes the lock of dead processes. The folder lets only one waiter do so: two could remove each other's new lock. */
function removeStale() {
  const guard = `${file}.takeover`;
  try {
    mkdirSync(guard);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    const since = statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > 5000) ignoreMissing(() => rmdirSync(guard));
    return;
  }
  if (!isHeld()) ignoreMissing(() => unlinkSync(file));
  ignoreMissing(() => rmdirSync(guard));
}

/** A process's number and start time, which no later process has both of; undefined if it is gone. */
function identify(pid) {
  try {
    const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
    return state === "Z" ? undefined : `${pid} ${fields[18]}`;
  } catch {
    return undefined;
  }
}

function ignoreMissing(action) {
  try {
    action();
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
}
