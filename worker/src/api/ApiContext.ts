import type { Task } from "@posthuman/sdk";
import type { WorkerConfig } from "../config/configSchema.ts";
import type { EventLog } from "../job/eventLog.ts";
import type { GateContext } from "../gate/runCall.ts";
import type { Authenticate } from "../http/authenticate.ts";
import type { Logger } from "../log/createLogger.ts";
import type { Refs } from "../refs/openRefs.ts";
import type { SessionDesk } from "../sessions/createSessionDesk.ts";
import type { ArtifactStore } from "../store/openStore.ts";
import type { Uploads } from "../uploads/createUploads.ts";
import type { JobFilter, JobView } from "./JobView.ts";

/** A worker as `GET /` shows it. */
export interface WorkerIdentity {
  readonly name: string;
  readonly worker: string;
  readonly chainId: string;
  readonly market: string;
  readonly version: string;
  /** What it asks for each kind of job. */
  readonly fees: WorkerConfig["fees"];
  /** Which algorithms of others jobs may run, the container images that a local Python replaces, and the Python for the others. */
  readonly algorithms: {
    readonly trusted: WorkerConfig["trustedAlgorithms"];
    readonly images: readonly string[];
    readonly python: string;
  };
}

/** What the API's routes work with. */
export interface ApiContext {
  readonly identity: WorkerIdentity;
  /** Custodians that have authorised the worker. */
  custodians(): string[];
  /** The standard benchmarks whose questions are here. */
  benchmarks(): Promise<readonly { readonly name: string; readonly questions: number }[]>;
  /** Why the worker does not take jobs now; nothing if it does. */
  problems(): string[];
  job(id: string): JobView | undefined;
  jobs(filter: JobFilter): JobView[];
  readonly authenticate: Authenticate;
  /** Whether the account owns the data NFT of the asset. */
  ownsAsset(account: string, asset: string): Promise<boolean>;
  /** What a model is made for, by its datatoken; nothing if its weights are not here, or no task is known. */
  taskOf(model: string): Promise<Task | undefined>;
  /** Called when an upload arrived that jobs may have waited for. */
  uploaded(): void;
  /** What owners of sessions do with them. */
  readonly desk: SessionDesk;
  /** What the sessions' endpoint works with. */
  readonly gate: GateContext;
  readonly events: EventLog;
  readonly refs: Refs;
  readonly store: ArtifactStore;
  readonly uploads: Uploads;
  /** Limits of one upload. */
  readonly limits: Pick<WorkerConfig["uploads"], "dataset" | "manifest">;
  readonly listen: Pick<WorkerConfig["listen"], "requestsPerMinute" | "proxies">;
  readonly log: Logger;
}
