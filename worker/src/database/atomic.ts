import type { DatabaseSync } from "node:sqlite";

/**
 * Runs `work` in one transaction: all of its writes last, or none. A call inside another joins it.
 * `work` is synchronous, so that nothing else can write in between.
 */
export function transaction<T>(db: DatabaseSync, work: () => T extends Promise<unknown> ? never : T): T {
  if (db.isTransaction) return work();
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // Some errors, such as a full disk, have rolled back already.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/**
 * A test hook: kills this process, as suddenly as a power cut would, when it reaches the point that the environment's
 * `POSTHUMAN_CRASH_AT` names. Without that variable it does nothing. Points lie around each step that must survive.
 */
export function crashPoint(name: string): void {
  if (process.env["POSTHUMAN_CRASH_AT"] === name) process.kill(process.pid, "SIGKILL");
}
