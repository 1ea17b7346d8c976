import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { PosthumanError } from "@posthuman/sdk";
import { lockProcess } from "./lockProcess.ts";
import { migrate } from "./migrate.ts";
import { transaction } from "./transaction.ts";

/** Whose database it is. Addresses are compared as given: bring them checksummed. */
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
