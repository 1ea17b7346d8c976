import type { DatabaseSync } from "node:sqlite";
import type { LogHandler } from "./createFollower.ts";
import type { ChainLog } from "./readLogs.ts";

/** A log that a projection understands. */
interface Change {
  /** What it is about: a job's id, a model's address, … All logs of one subject together make its row. */
  readonly subject: string;
  /** Writes it into the subject's row. */
  apply(): void;
}

/** One contract's logs as rows of the index: how each log changes them. */
export interface Projection {
  /** The contract, checksummed. */
  readonly address: string;
  /** What the log changes; `undefined` if nothing. */
  read(log: ChainLog): Change | undefined;
  /** Removes the subject's row, before its logs are applied again. */
  forget(subject: string): void;
}

/**
 * Feeds the follower's logs to the projections, and keeps each log. A rewind forgets the subjects that the removed logs
 * changed and applies the rest of their logs again, so that after a reorg the index is what a fresh reader would have built.
 */
export function createProjector(db: DatabaseSync, projections: readonly Projection[]): LogHandler {
  // Several, as one contract may have events of different kinds.
  const projectionsOf = (address: string) =>
    projections.filter((projection) => projection.address === address);
  const read = (log: ChainLog) =>
    projectionsOf(log.address)
      .map((projection) => projection.read(log))
      .find((change) => change !== undefined);
  const keep = db.prepare("INSERT INTO events VALUES (?, ?, ?, ?)");
  const touched = db.prepare(
    "SELECT DISTINCT subject, log ->> 'address' AS address FROM events WHERE block > ?",
  );
  const drop = db.prepare("DELETE FROM events WHERE block > ?");
  const logsOf = db.prepare("SELECT log FROM events WHERE subject = ? ORDER BY block, log_index");

  return {
    apply(logs) {
      for (const log of logs) {
        const change = read(log);
        if (!change) continue;
        keep.run(log.blockNumber, log.logIndex, change.subject, JSON.stringify(log));
        change.apply();
      }
    },
    rewind(block) {
      const subjects = touched.all(block) as { subject: string; address: string }[];
      drop.run(block);
      for (const { subject, address } of subjects) {
        for (const projection of projectionsOf(address)) projection.forget(subject);
        for (const row of logsOf.all(subject)) {
          const log = JSON.parse(String(row["log"])) as ChainLog;
          if (log.address === address) read(log)?.apply();
        }
      }
    },
  };
}
