import type { DatabaseSync } from "node:sqlite";
import { connect, type Addresses, type Client } from "@posthuman/sdk";
import { readAddresses } from "@posthuman/sdk/node";
import type { Wallet } from "ethers";
import { createClock, type Clock } from "../chain/clock.ts";
import { confirmationsOf } from "../chain/confirmations.ts";
import { createIndex, type Index } from "../chain/createIndex.ts";
import { connectRpc, retry, type RetryOptions, type RpcConnection } from "../chain/rpc.ts";
import type { WorkerConfig } from "../config/configSchema.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { openJobErrors, type JobErrors } from "../job/jobErrors.ts";
import { openEventLog, type EventLog } from "../job/eventLog.ts";
import { createOrders, type Orders } from "../job/order.ts";
import type { Logger } from "../log/createLogger.ts";
import type { Runner } from "../runner/Runner.ts";
import { createSender, type Sender } from "../sender/createSender.ts";
import { findVllm } from "../serving/vllm/findVllm.ts";
import type { VllmSandbox } from "../serving/vllm/vllmSandbox.ts";
import { findAlgorithms, type Algorithms } from "./findAlgorithms.ts";
import { openDataFolder, type DataFolder } from "./openDataFolder.ts";
import { environmentsOf, openRunner } from "./openRunner.ts";

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

/** The parts that a worker is put together from. */
export interface WorkerParts {
  readonly config: WorkerConfig;
  readonly wallet: Wallet;
  readonly log: Logger;
  readonly addresses: Addresses;
  readonly algorithms: Algorithms;
  readonly data: DataFolder;
  readonly rpc: RpcConnection;
  readonly client: Client;
  readonly db: DatabaseSync;
  readonly index: Index;
  readonly orders: Orders;
  readonly events: EventLog;
  readonly errors: JobErrors;
  readonly sender: Sender;
  readonly runner: Runner;
  /** vLLM, preferred for causal models; absent unless it is configured and this machine can run it. */
  readonly vllm: VllmSandbox | undefined;
  readonly clock: Clock;
  /** Blocks that must lie on top of one before it counts. */
  readonly confirmations: number;
}

/**
 * Opens everything that a worker works with; waits for a chain that does not answer.
 * @param cleanup Closes it again.
 * @throws PosthumanError what the operator must fix, or `WORKER_STOPPING`.
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
  const index = createIndex(db);
  return {
    config,
    wallet,
    log,
    addresses,
    algorithms,
    data,
    rpc,
    client,
    db,
    confirmations,
    vllm,
    index,
    orders: createOrders({ chain: index, refs: data.refs, checkout: addresses.posthuman.Checkout }),
    events: openEventLog(db),
    errors: openJobErrors(db),
    sender: createSender({
      rpc,
      db,
      signal,
      chainId,
      confirmations,
      signer: wallet,
      pollMs: config.pollMs,
      maxPauseMs: MAX_PAUSE_MS,
      onFailure: (error) => log.warn("A transaction has to wait.", { error }),
    }),
    runner: openRunner(config, {
      folder: data.jobs,
      store: data.store,
      environments: environmentsOf(config, algorithms),
    }),
    clock: createClock(rpc),
  };
}
