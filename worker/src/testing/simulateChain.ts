import { PosthumanError } from "@posthuman/sdk";
import { id, toBeHex, zeroPadValue } from "ethers";
import type { Rpc } from "../chain/rpc.ts";
import { EMITTER } from "./contracts.ts";

interface Block {
  readonly hash: string;
  readonly words: readonly number[];
}

/** A chain that misbehaves as its dice say: it grows, reorganises, fails and refuses in the middle of calls. */
export interface SimulatedChain extends Rpc {
  /** Logged numbers of the present branch, of the blocks up to `number`. */
  words(number: number): number[];
  head(): number;
  /** From now on, grows only on command. */
  calm(): void;
  grow(): void;
}

export interface Dice {
  /** A whole number from 0 to `sides` - 1. */
  roll(sides: number): number;
}

/** Dice that fall the same way for the same seed. */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0;
  return {
    // mulberry32
    roll(sides) {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
    },
  };
}

/** A chain whose reorgs replace at most `deepest` blocks. */
export function simulateChain(dice: Dice, deepest: number): SimulatedChain {
  const blocks: Block[] = [{ hash: id("genesis"), words: [] }];
  let wild = true;
  let made = 0;

  function grow(): void {
    const words = Array.from({ length: dice.roll(3) }, (_, i) => 10 * made + i);
    blocks.push({ hash: id(`block ${made++}`), words });
  }

  function misbehave(method: string): void {
    const luck = dice.roll(100);
    if (luck < 6) grow();
    // A reorg is always to a longer branch.
    else if (luck < 9) {
      const depth = Math.min(1 + dice.roll(deepest), blocks.length - 1);
      blocks.length -= depth;
      for (let i = 0; i <= depth; i++) grow();
    } else if (luck < 15) throw new PosthumanError("RPC_UNREACHABLE", { url: "simulated" });
    else if (luck < 17)
      throw new PosthumanError("RPC_REFUSED", { url: "simulated", method, reason: "no mood" });
  }

  const answers: Record<string, (first: never) => unknown> = {
    eth_blockNumber: () => toBeHex(blocks.length - 1),
    eth_getBlockByNumber: (number: string) => {
      const block = blocks[Number(number)];
      return block
        ? { hash: block.hash, parentHash: blocks[Number(number) - 1]?.hash ?? id("nothing") }
        : null;
    },
    eth_getLogs: (filter: { blockHash?: string; fromBlock: string; toBlock: string }) => {
      const at = blocks.findIndex(({ hash }) => hash === filter.blockHash);
      if (filter.blockHash && at < 0) throw refused("unknown block");
      const [from, to] = filter.blockHash ? [at, at] : [Number(filter.fromBlock), Number(filter.toBlock)];
      const logs = blocks.slice(from, to + 1).flatMap((block, i) => logsOf(block, from + i));
      if (from !== to && logs.length > 12) throw refused("more than 12 results");
      return logs;
    },
  };

  return {
    call: <T>(method: string, params: readonly unknown[]) =>
      new Promise<T>((resolve) => {
        if (wild) misbehave(method);
        resolve(answers[method]?.(params[0] as never) as T);
      }),
    words: (number) => blocks.slice(0, number + 1).flatMap((block) => block.words),
    head: () => blocks.length - 1,
    calm: () => void (wild = false),
    grow,
  };
}

function refused(reason: string): PosthumanError {
  return new PosthumanError("RPC_REFUSED", { url: "simulated", method: "eth_getLogs", reason });
}

function logsOf({ hash, words }: Block, number: number): unknown[] {
  return words.map((value, i) => ({
    address: EMITTER,
    topics: [zeroPadValue(toBeHex(value), 32)],
    data: "0x",
    blockNumber: toBeHex(number),
    blockHash: hash,
    transactionHash: id(`transaction ${value}`),
    logIndex: toBeHex(i),
  }));
}
