import type { DatabaseSync } from "node:sqlite";

/** A place on one branch of the chain. */
export interface BlockRef {
  readonly number: number;
  readonly hash: string;
}

/** The blocks that were applied, as far back as a reorg can be undone. */
export interface BlockWindow {
  /** The highest block applied. */
  cursor(): BlockRef | undefined;
  /** Those below `number`, the highest first. */
  below(number: number): BlockRef[];
  /** Moves the cursor up to `block` and forgets what lies more than `size` blocks below it. */
  push(block: BlockRef, size: number): void;
  /** Moves the cursor back to `number`. */
  cut(number: number): void;
}

/** The window as the database has it; its writes join the caller's transaction. */
export function blockWindow(db: DatabaseSync): BlockWindow {
  const top = db.prepare("SELECT number, hash FROM blocks ORDER BY number DESC LIMIT 1");
  const below = db.prepare("SELECT number, hash FROM blocks WHERE number < ? ORDER BY number DESC");
  const insert = db.prepare("INSERT INTO blocks (number, hash) VALUES (?, ?)");
  const forget = db.prepare("DELETE FROM blocks WHERE number < ?");
  const cut = db.prepare("DELETE FROM blocks WHERE number > ?");
  return {
    cursor: () => top.get() as BlockRef | undefined,
    below: (number) => below.all(number) as unknown as BlockRef[],
    push(block, size) {
      insert.run(block.number, block.hash);
      forget.run(block.number - size);
    },
    cut: (number) => void cut.run(number),
  };
}
