import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";

/** A folder that only this process writes to. */
export interface LockedFolder extends Disposable {
  readonly folder: string;
}

/**
 * Keeps a folder for this process until the result is disposed of. The lock of a process that was killed counts for
 * nothing.
 *
 * @throws PosthumanError `DEPLOYMENT_RUNNING` if another process has it.
 */
export function lockFolder(folder: string, network: string): LockedFolder {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "lock");
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
  } catch (cause) {
    const owner = Number(readFileSync(file, "utf8"));
    if (isRunning(owner)) {
      throw new PosthumanError("DEPLOYMENT_RUNNING", { network, process: owner }, { cause });
    }
    writeFileSync(file, String(process.pid));
  }
  return { folder, [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

function isRunning(process_: number): boolean {
  try {
    return process.kill(process_, 0);
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}
