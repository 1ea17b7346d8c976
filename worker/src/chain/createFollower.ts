import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { PosthumanError } from "@posthuman/sdk";
import { transaction } from "../database/atomic.ts";
import { readLogs, type ChainLog, type LogRange } from "./readLogs.ts";
import { readBlock, readHead, retry, type RetryOptions, type Rpc } from "./rpc.ts";

/** What the follower feeds. Both run inside the transaction that moves the cursor, so their writes happen once. */
export interface LogHandler {
  /** New logs, in the chain's order. */
  apply(logs: readonly ChainLog[]): void;
  /** Everything above `block` did not happen. */
  rewind(block: number): void;
}

/** What to follow, and how deep. */
export interface FollowerOptions {
  readonly rpc: Rpc;
  readonly db: DatabaseSync;
  readonly handler: LogHandler;
  /** Contracts to listen to. */
  readonly addresses: readonly string[];
  /** First block that can hold one of their logs. The chain's very first block holds none. */
  readonly startBlock: number;
  /** How many blocks must lie on top of one before it is applied. */
  readonly confirmations: number;
  /** How many applied blocks a reorg may undo; 0 = none, a reorg that reaches one stops the worker. */
  readonly reorgWindow: number;
  /** Most blocks asked for at once. */
  readonly maxRange?: number;
  /** Pause when there is nothing new, in milliseconds. */
  readonly pollMs?: number;
}

/** How far the follower is. */
interface FollowerStatus {
  /** Highest block applied; `undefined` before the first. */
  readonly cursor: BlockRef | undefined;
  /** The chain's newest block, as last seen. */
  readonly head: number | undefined;
  /** Whether everything deep enough is applied; what `/ready` says. */
  readonly synced: boolean;
}

/** Follows the logs of some contracts, each applied once and none that can still be reorganised away. */
export interface Follower {
  /** One step: one range of blocks, or one rewind. Returns whether there may be more to do at once. */
  step(): Promise<boolean>;
  /**
   * Follows until the signal fires, waiting out a chain that does not answer.
   * @throws PosthumanError `REORG_TOO_DEEP`; the state is kept.
   */
  run(signal: AbortSignal, retrying?: Omit<RetryOptions, "signal">): Promise<void>;
  status(): FollowerStatus;
}

/** Makes a follower that continues from the database's cursor. */
export function createFollower(options: FollowerOptions): Follower {
  const { rpc, db, handler, addresses, startBlock, confirmations, reorgWindow } = options;
  const { maxRange = 2_000, pollMs = 1_000 } = options;
  const window = blockWindow(db);
  let range = maxRange;
  let head: number | undefined;

  async function step(): Promise<boolean> {
    head = await readHead(rpc);
    const cursor = window.cursor() ?? (await begin());
    const present = cursor && (await readBlock(rpc, cursor.number));
    // No such block: the node is still behind what this worker saw before.
    if (!present) return false;
    if (present.hash !== cursor.hash) return rewind(cursor);
    return advance(cursor, head - confirmations);
  }

  async function begin(): Promise<BlockRef | undefined> {
    const block = await readBlock(rpc, Math.max(startBlock - 1, 0));
    if (block) transaction(db, () => window.push(block, reorgWindow));
    return block;
  }

  async function advance(cursor: BlockRef, target: number): Promise<boolean> {
    if (cursor.number >= target) return false;
    const from = cursor.number + 1;
    // The last blocks go one by one, so that the hash of each that a reorg may reach is known.
    const to = Math.max(from, Math.min(from + range - 1, target - reorgWindow));
    let found: LogRange;
    try {
      found = await readLogs(rpc, addresses, from, to);
    } catch (error) {
      if (to === from) throw error;
      // Too much for one answer, most likely: ask for less.
      range = Math.ceil((to - from) / 2);
      if (PosthumanError.is(error, "RPC_REFUSED")) return true;
      throw error;
    }
    // The cursor's block was replaced meanwhile: the next step sees it.
    if (found.first.parentHash !== cursor.hash) return true;
    transaction(db, () => {
      handler.apply(found.logs);
      window.push(found.last, reorgWindow);
    });
    range = Math.min(range * 2, maxRange);
    return to < target;
  }

  async function rewind(cursor: BlockRef): Promise<true> {
    for (const { number, hash } of window.below(cursor.number)) {
      const present = await readBlock(rpc, number);
      if (!present)
        throw new PosthumanError("RPC_INCONSISTENT", { block: number, what: "the block is gone" });
      if (present.hash !== hash) continue;
      transaction(db, () => {
        handler.rewind(number);
        window.cut(number);
      });
      return true;
    }
    throw new PosthumanError("REORG_TOO_DEEP", { block: cursor.number - reorgWindow, window: reorgWindow });
  }

  return {
    step,
    async run(signal, retrying = {}) {
      while (!signal.aborted) {
        const more = await retry(step, { ...retrying, signal }).catch((error: unknown) => {
          if (PosthumanError.is(error, "WORKER_STOPPING")) return true;
          throw error;
        });
        if (!more) await sleep(pollMs, undefined, { signal }).catch(() => undefined);
      }
    },
    status() {
      const cursor = window.cursor();
      const synced = cursor !== undefined && head !== undefined && cursor.number >= head - confirmations;
      return { cursor, head, synced };
    },
  };
}

/** A place on one branch of the chain. */
interface BlockRef {
  readonly number: number;
  readonly hash: string;
}

/** The blocks that were applied, as far back as a reorg can be undone. */
interface BlockWindow {
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
function blockWindow(db: DatabaseSync): BlockWindow {
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
