import type { LogDescription } from "ethers";
import { pause } from "../base/async.ts";
import type { Client } from "../client/Client.ts";
import { decodeError } from "../client/decodeError.ts";
import { inPieces } from "../client/queryEvents.ts";
import { isBirthDue } from "../jobs/isBirthDue.ts";
import { resultOf } from "../jobs/resultOf.ts";
import { termsOf } from "../jobs/termsOf.ts";
import { isRefunded, type JobState } from "../protocol/job.ts";
import type { WorkerEvent } from "../remote/streamEvents.ts";

/** Blocks that are read again each time, since what they hold may have been reorganised. */
const OVERLAP = 12;

/** How to follow. */
interface FollowChainOptions {
  readonly signal?: AbortSignal | undefined;
  /** Pause between looks, in milliseconds. */
  readonly pollMs: number;
}

/**
 * Everything that the market says of one job, from its request on. Waits for a chain that does not answer. Ends with
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
  return isRefunded(update.state);
}

/** Which state each event of the market leads to. */
const stateAfter: Readonly<Record<string, JobState>> = {
  JobRequested: "Requested",
  JobLeased: "Leased",
  JobLapsed: "Requested",
  JobSubmitted: "Submitted",
  JobSettled: "Settled",
  JobCancelled: "Cancelled",
  JobFailed: "Failed",
  JobExpired: "Expired",
};

/** What an event of the market tells of its job. */
function updateOf(
  { name, args }: LogDescription,
  transaction: string,
): StateUpdate | ProgressUpdate | BirthUpdate {
  if (name === "JobBirth") return { type: "birth", child: String(args["child"]), transaction };
  if (name === "JobRenewed") {
    const [progress, checkpoint] = [Number(args["progress"]) / 10_000, String(args["checkpoint"])];
    return { type: "progress", progress, checkpoint, transaction };
  }
  const { worker, reason } = args.toObject();
  return {
    type: "state",
    state: stateAfter[name]!,
    transaction,
    ...(worker === undefined ? {} : { worker: String(worker) }),
    ...(reason === undefined ? {} : { reason: String(reason) }),
  };
}

/** Something that happened to a job. */
export type JobUpdate = StateUpdate | ProgressUpdate | BirthUpdate | EventUpdate;

/** The job's state changed on chain. */
export interface StateUpdate {
  readonly type: "state";
  readonly state: JobState;
  /** The worker that leased, submitted, failed or was paid. */
  readonly worker?: string;
  /** Settled: whether a birth is due. */
  readonly birthDue?: boolean;
  /** Failed: a code of the error catalogue. */
  readonly reason?: string;
  readonly transaction: string;
}

/** The worker renewed its lease. */
export interface ProgressUpdate {
  readonly type: "progress";
  /** The part that is done, from 0 to 1. */
  readonly progress: number;
  /** Hash of the latest leaf of the trace. */
  readonly checkpoint: string;
  readonly transaction: string;
}

/** The child of a training was born. */
export interface BirthUpdate {
  readonly type: "birth";
  /** Its datatoken. */
  readonly child: string;
  readonly transaction: string;
}

/** What the worker reports while the job runs; not on chain. */
export interface EventUpdate {
  readonly type: "event";
  readonly event: WorkerEvent;
}
