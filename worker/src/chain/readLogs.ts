import { PosthumanError } from "@posthuman/sdk";
import { getAddress } from "ethers";
import { readBlock, type BlockHeader, type Rpc } from "./rpc.ts";

/** An event log of the chain, checked against its block's header. */
export interface ChainLog {
  /** Checksummed. */
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: number;
  readonly blockHash: string;
  readonly transactionHash: string;
  readonly logIndex: number;
}

/** Logs of a range of blocks, and the headers that the follower must remember. */
export interface LogRange {
  readonly first: BlockHeader;
  readonly last: BlockHeader;
  /** In the chain's order. */
  readonly logs: readonly ChainLog[];
}

type RawLog = Record<
  "address" | "data" | "blockNumber" | "blockHash" | "transactionHash" | "logIndex",
  string
> & {
  topics: string[];
};

/**
 * Reads the logs of `addresses` in the blocks `from` to `to`, both included, and checks that all answers speak of
 * the same branch: each log's block hash is its header's, and the last block is the same before and after.
 * @throws PosthumanError `RPC_INCONSISTENT` if they do not, or what `Rpc.call` throws.
 */
export async function readLogs(
  rpc: Rpc,
  addresses: readonly string[],
  from: number,
  to: number,
): Promise<LogRange> {
  const first = await existing(rpc, from);
  const last = from === to ? first : await existing(rpc, to);
  // A single block is asked for by its hash, which no reorg can make ambiguous.
  const range = from === to ? { blockHash: first.hash } : { fromBlock: hex(from), toBlock: hex(to) };
  const raw = await rpc.call<RawLog[]>("eth_getLogs", [{ address: addresses, ...range }]);
  const logs = raw.map(parse).sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex);

  const hashes = new Map([first, last].map((block) => [block.number, block.hash]));
  for (const { blockNumber, blockHash } of logs) {
    if (blockNumber < from || blockNumber > to)
      throw inconsistent(blockNumber, "a log outside of what was asked");
    if (!hashes.has(blockNumber)) hashes.set(blockNumber, (await existing(rpc, blockNumber)).hash);
    if (hashes.get(blockNumber) !== blockHash) throw inconsistent(blockNumber, "a log of another block");
  }
  if (from !== to && (await existing(rpc, to)).hash !== last.hash)
    throw inconsistent(to, "the block changed");
  return { first, last, logs };
}

async function existing(rpc: Rpc, number: number): Promise<BlockHeader> {
  const block = await readBlock(rpc, number);
  if (!block) throw inconsistent(number, "the block is gone");
  return block;
}

function parse(log: RawLog): ChainLog {
  return {
    address: getAddress(log.address),
    topics: log.topics,
    data: log.data,
    blockNumber: Number(log.blockNumber),
    blockHash: log.blockHash,
    transactionHash: log.transactionHash,
    logIndex: Number(log.logIndex),
  };
}

function hex(number: number): string {
  return `0x${number.toString(16)}`;
}

function inconsistent(block: number, what: string): PosthumanError {
  return new PosthumanError("RPC_INCONSISTENT", { block, what });
}
