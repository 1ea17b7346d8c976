import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PosthumanError } from "@posthuman/sdk";
import { transaction } from "./atomic.ts";
import { migrations } from "./migrations.ts";

/** Whose database it is. Addresses are compared as given, so they must be checksummed. */
export interface DatabaseIdentity {
  readonly chainId: bigint;
  readonly market: string;
  readonly worker: string;
}

/** A worker's database, open, and locked against other processes until it is closed. */
export interface WorkerDatabase extends Disposable {
  readonly db: DatabaseSync;
}

/**
 * Opens a worker's one database file, or makes it. Every commit is on disk before it returns (`synchronous=FULL`).
 * @throws PosthumanError `WORKER_ALREADY_RUNNING`, `DATABASE_TOO_NEW`, `DATABASE_OF_ANOTHER`, `DATABASE_UNREADABLE`.
 */
export function openDatabase(file: string, identity: DatabaseIdentity): WorkerDatabase {
  using cleanup = new DisposableStack();
  try {
    mkdirSync(dirname(file), { recursive: true });
    cleanup.use(lockProcess(file));
    const db = cleanup.adopt(new DatabaseSync(file), (opened) => opened.close());
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    migrate(db, file);
    claim(db, file, identity);
    const open = cleanup.move();
    return { db, [Symbol.dispose]: () => open.dispose() };
  } catch (error) {
    if (PosthumanError.is(error)) throw error;
    throw new PosthumanError("DATABASE_UNREADABLE", { file }, { cause: error });
  }
}

/** Writes the identity into a new database; in an old one it must be the same. */
function claim(db: DatabaseSync, file: string, { chainId, market, worker }: DatabaseIdentity): void {
  transaction(db, () => {
    const found = db.prepare("SELECT chain_id, market, worker FROM identity").get();
    if (found === undefined) {
      db.prepare("INSERT INTO identity VALUES (?, ?, ?)").run(chainId.toString(), market, worker);
      return;
    }
    const expected: Record<string, unknown> = { chain_id: chainId.toString(), market, worker };
    for (const [what, value] of Object.entries(found)) {
      if (value === expected[what]) continue;
      throw new PosthumanError("DATABASE_OF_ANOTHER", {
        file,
        what: what.replace("_", " "),
        found: String(value),
        expected: String(expected[what]),
      });
    }
  });
}

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

/**
 * Brings the schema to this program's version, all steps or none.
 * @throws PosthumanError `DATABASE_TOO_NEW` if a later program wrote it.
 */
export function migrate(db: DatabaseSync, file: string, steps: readonly string[] = migrations): void {
  transaction(db, () => {
    const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);
    if (version > steps.length) {
      throw new PosthumanError("DATABASE_TOO_NEW", { file, version, known: steps.length });
    }
    for (const step of steps.slice(version)) db.exec(step);
    db.exec(`PRAGMA user_version = ${steps.length}`);
  });
}
