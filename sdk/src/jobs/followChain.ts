import { inPieces } from "../client/inPieces.ts";
import { pause } from "../client/pause.ts";
import type { Client } from "../client/Client.ts";
import { decodeError } from "../errors/decodeError.ts";
import type { BirthUpdate, ProgressUpdate, StateUpdate } from "./JobUpdate.ts";
import { isBirthDue } from "./isBirthDue.ts";
import { resultOf } from "./resultOf.ts";
import { termsOf } from "./termsOf.ts";
import { updateOf } from "./updateOf.ts";

/** Blocks that are read again each time, since what they hold may have been reorganised. */
const OVERLAP = 12;

/** How to follow. */
export interface FollowChainOptions {
  readonly signal?: AbortSignal | undefined;
  /** Pause between looks, in milliseconds. */
  readonly pollMs: number;
}

/**
 * Everything that the market says of one job, from its request on. Waits out a chain that does not answer. Ends with
 * the job, or with the birth where one is due.
 */
export async function* followChain(
  client: Client,
  id: string,
  { signal, pollMs }: FollowChainOptions,
): AsyncGenerator<StateUpdate | ProgressUpdate | BirthUpdate> {
  const seen = new Set<string>();
  let from = client.addresses.startBlock;
  for (; !signal?.aborted; await pause(pollMs, signal)) {
    const found = await look(client, id, from).catch((cause: unknown) => {
      const error = decodeError(cause, client);
      if (!error.retryable) throw error;
    });
    for (const { key, update } of found?.updates ?? []) {
      if (seen.has(key)) continue;
      seen.add(key);
      yield update;
      if (isLast(update)) return;
    }
    if (found) from = Math.max(client.addresses.startBlock, found.head - OVERLAP);
  }
}

async function look(client: Client, id: string, fromBlock: number) {
  const {
    provider,
    contracts: { market },
    addresses,
  } = client;
  const head = await provider.getBlockNumber();
  const filter = { address: addresses.posthuman.JobMarket, topics: [null, id] };
  const logs = await inPieces(fromBlock, head, (from, to) =>
    provider.getLogs({ ...filter, fromBlock: from, toBlock: to }),
  );
  const updates = logs.flatMap((log) => {
    const parsed = market.interface.parseLog(log);
    const key = `${log.transactionHash}:${log.topics[0]}`;
    return parsed ? [{ key, update: updateOf(parsed, log.transactionHash) }] : [];
  });
  return {
    head,
    updates: await Promise.all(
      updates.map(async ({ key, update }) => ({ key, update: await withBirthDue(client, id, update) })),
    ),
  };
}

/** The market pays without a look at the gain; whether a birth follows is for the reader to work out. */
async function withBirthDue<T extends StateUpdate | ProgressUpdate | BirthUpdate>(
  client: Client,
  id: string,
  update: T,
): Promise<T> {
  if (update.type !== "state" || update.state !== "Settled") return update;
  return {
    ...update,
    birthDue: await isBirthDue(client, await termsOf(client, id), await resultOf(client, id)),
  };
}

function isLast(update: StateUpdate | ProgressUpdate | BirthUpdate): boolean {
  if (update.type === "birth") return true;
  if (update.type !== "state") return false;
  if (update.state === "Settled") return update.birthDue === false;
  return ["Cancelled", "Failed", "Expired"].includes(update.state);
}
