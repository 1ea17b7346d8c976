import type { DatabaseSync } from "node:sqlite";
import type { LogHandler } from "../chain/createFollower.ts";

/** A handler that keeps the first words of the logs in a table, and the table's content. */
export function collect(db: DatabaseSync): LogHandler & { seen(): number[] } {
  db.exec("CREATE TABLE IF NOT EXISTS seen (block INTEGER, position INTEGER, word INTEGER)");
  return {
    apply(logs) {
      for (const { blockNumber, logIndex, topics } of logs) {
        db.prepare("INSERT INTO seen VALUES (?, ?, ?)").run(blockNumber, logIndex, Number(topics[0]));
      }
    },
    rewind: (block) => void db.prepare("DELETE FROM seen WHERE block > ?").run(block),
    seen() {
      const rows = db.prepare("SELECT word FROM seen ORDER BY block, position").all();
      return rows.map((row) => Number(row["word"]));
    },
  };
}
