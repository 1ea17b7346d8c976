import { connect } from "@posthuman/sdk";
import type { Wallet } from "ethers";
import { createClock } from "../chain/clock.ts";
import { createIndex } from "../chain/createIndex.ts";
import { connectRpc, retry, type RetryOptions } from "../chain/rpc.ts";
import type { WorkerConfig } from "../config/configSchema.ts";
import { confirmationsOf } from "../config/confirmationsOf.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { openEventLog } from "../job/eventLog.ts";
import { openJobErrors } from "../job/jobErrors.ts";
import type { Logger } from "../log/createLogger.ts";
import { createProcessRunner } from "../runner/bubblewrap/createBubblewrapRunner.ts";
import { createSender } from "../sender/createSender.ts";
import { findVllm } from "../serving/vllm/findVllm.ts";
import { findAlgorithms } from "./findAlgorithms.ts";
import { openDataFolder } from "./openDataFolder.ts";
import { readAddresses } from "./readAddresses.ts";
import type { WorkerParts } from "./WorkerParts.ts";

/** Longest pause before a silent chain is asked again, in milliseconds: leases run on meanwhile. */
export const MAX_PAUSE_MS = 3_000;

/** What a worker is started with. */
export interface WorkerStart {
  readonly config: WorkerConfig;
  readonly wallet: Wallet;
  readonly log: Logger;
  /** Stops the worker. */
  readonly signal: AbortSignal;
}

/**
 * Opens everything that a worker works with; waits for a chain that does not answer.
 * @param cleanup Closes it again.
 * @throws PosthumanError what the operator must mend, or `WORKER_STOPPING`.
 */
export async function openParts(
  { config, wallet, log, signal }: WorkerStart,
  cleanup: DisposableStack,
): Promise<WorkerParts> {
  const addresses = await readAddresses(config.addresses);
  const algorithms = await findAlgorithms(config);
  const vllm = await findVllm(config.serving);
  const data = await openDataFolder(config.dataFolder);
  const chainId = BigInt(addresses.chainId);
  const market = addresses.posthuman.JobMarket;
  const { db } = cleanup.use(openDatabase(data.database, { chainId, market, worker: wallet.address }));
  const retrying: RetryOptions = {
    signal,
    maxPauseMs: MAX_PAUSE_MS,
    onFailure: (error) => log.warn("Waiting for the chain.", { error }),
  };
  const rpc = cleanup.use(await connectRpc({ url: config.rpcUrl, chainId, ...retrying }));
  const client = await retry(() => connect({ provider: rpc.provider, addresses }), retrying);
  const confirmations = config.confirmations ?? confirmationsOf(chainId);
  return {
    ...{ config, wallet, log, addresses, algorithms, data, rpc, client, db, confirmations, vllm },
    index: createIndex(db),
    events: openEventLog(db),
    errors: openJobErrors(db),
    sender: createSender({
      ...{ rpc, db, signal, chainId, confirmations, signer: wallet, pollMs: config.pollMs },
      maxPauseMs: MAX_PAUSE_MS,
      onFailure: (error) => log.warn("A transaction has to wait.", { error }),
    }),
    runner: createProcessRunner({ policy: { minimum: config.isolation } }),
    clock: createClock(rpc),
  };
}
