import { DatabaseSync } from "node:sqlite";
import { PosthumanError } from "@posthuman/sdk";

/** SQLite's primary result code for a lock that another holds. */
const SQLITE_BUSY = 5;

/**
 * Makes this process the only one that uses `file`, until the lock is closed. It is a lock of the operating system
 * on a file beside it, so the death of the process, however sudden, releases it; there is nothing to clean up.
 * @throws PosthumanError `WORKER_ALREADY_RUNNING` if another has it.
 */
export function lockProcess(file: string): Disposable {
  const lock = new DatabaseSync(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new PosthumanError("WORKER_ALREADY_RUNNING", { file }, { cause: error });
  }
  return { [Symbol.dispose]: () => lock.close() };
}
