import type { DatabaseSync } from "node:sqlite";
import type { Addresses, Client } from "@posthuman/sdk";
import type { Wallet } from "ethers";
import type { Clock } from "../chain/clock.ts";
import type { Index } from "../chain/createIndex.ts";
import type { RpcConnection } from "../chain/rpc.ts";
import type { WorkerConfig } from "../config/configSchema.ts";
import type { EventLog } from "../job/eventLog.ts";
import type { JobErrors } from "../job/jobErrors.ts";
import type { Logger } from "../log/createLogger.ts";
import type { ProcessRunner } from "../runner/bubblewrap/createBubblewrapRunner.ts";
import type { Sender } from "../sender/createSender.ts";
import type { VllmSandbox } from "../serving/vllm/vllmSandbox.ts";
import type { Algorithms } from "./findAlgorithms.ts";
import type { DataFolder } from "./openDataFolder.ts";

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
  readonly events: EventLog;
  readonly errors: JobErrors;
  readonly sender: Sender;
  readonly runner: ProcessRunner;
  /** What serves causal models before all others, if it is configured and fits the machine. */
  readonly vllm: VllmSandbox | undefined;
  readonly clock: Clock;
  /** Blocks that must lie on top of one before it counts. */
  readonly confirmations: number;
}
