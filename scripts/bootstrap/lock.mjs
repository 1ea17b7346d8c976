import { mkdirSync, readFileSync, rmdirSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toolchain } from "./paths.mjs";

const file = join(toolchain, "setup.lock");
const pause = () => new Promise((resolve) => setTimeout(resolve, 200));

/**
 * Runs `work` while no other setup of this checkout runs. A lock whose process is gone is taken over.
 * @param {(pid: number) => void} onWait called once if another setup is under way
 */
export async function withLock(work, onWait) {
  mkdirSync(toolchain, { recursive: true });
  for (let told = false; !tryTake();) {
    const owner = readOwner();
    if (owner === undefined || !isAlive(owner)) removeStale();
    else if (!told) {
      told = true;
      onWait(owner);
    }
    await pause();
  }
  const release = () => unlinkSync(file);
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

function tryTake() {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** The process that holds the lock; undefined if there is none, or one that died before it wrote its number. */
function readOwner() {
  try {
    const text = readFileSync(file, "utf8");
    if (text !== "") return Number(text);
    return Date.now() - statSync(file).mtimeMs < 5000 ? process.pid : undefined;
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Removes the lock of a dead process. The folder lets only one waiter do so: two could remove each other's new lock. */
function removeStale() {
  const guard = `${file}.takeover`;
  try {
    mkdirSync(guard);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (Date.now() - statSync(guard, { throwIfNoEntry: false })?.mtimeMs > 5000) rmdirSync(guard);
    return;
  }
  const owner = readOwner();
  if (owner === undefined || !isAlive(owner)) ignoreMissing(() => unlinkSync(file));
  ignoreMissing(() => rmdirSync(guard));
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function ignoreMissing(action) {
  try {
    action();
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
}
