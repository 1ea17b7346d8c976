import type { DatabaseSync } from "node:sqlite";
import type { ChainLog } from "./ChainLog.ts";
import type { LogHandler } from "./createFollower.ts";
import type { Source } from "./Projection.ts";

/**
 * Feeds the follower's logs to the sources, and keeps each log. A rewind forgets the subjects that the removed logs
 * changed and applies what is left of their logs anew, so that an index after a reorg is a fresh reader's.
 */
export function createIndexer(db: DatabaseSync, sources: readonly Source[]): LogHandler {
  // Several, as one contract may have events of different kinds.
  const sourcesAt = (address: string) => sources.filter((source) => source.address === address);
  const read = (log: ChainLog) =>
    sourcesAt(log.address)
      .map((source) => source.read(log))
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
        for (const source of sourcesAt(address)) source.forget(subject);
        for (const row of logsOf.all(subject)) {
          const log = JSON.parse(String(row["log"])) as ChainLog;
          if (log.address === address) read(log)?.apply();
        }
      }
    },
  };
}
