import type { ErrorArgs, ErrorCode } from "@posthuman/sdk";
import type { JobEvent } from "./events.ts";
import type { Isolation } from "./isolation.ts";

/**
 * Runs algorithms and engines, each shut off from the machine. What a run reads is named by its content, so that a runner
 * may run it on this machine or on another one; paths of the host stay inside.
 */
export interface Runner {
  /** The isolation that a run gets, measured from inside of one. */
  probe(): Promise<Isolation>;
  /**
   * Starts a run, or returns the one of this id that is under way: nothing is ever started twice. A run of the same id
   * that ended before is started anew, and goes on from the state that it left.
   * @throws PosthumanError what is wrong with the worker: `SANDBOX_UNAVAILABLE` where the isolation is weaker than the
   * policy, `INTERPRETER_UNUSABLE`, `ARTIFACT_MISSING`, `ARTIFACT_CORRUPT`.
   */
  start(spec: RunSpec): Promise<RunHandle>;
  /** The run of this id that is under way; nothing if there is none, because it ended or died with its worker. */
  attach(id: string): Promise<RunHandle | undefined>;
  /** Brings what the run of this id read and wrote to this machine. @returns The folder, as the run saw it under `/data`. */
  collect(id: string): Promise<string>;
  /** Removes everything that was staged for a run or that it wrote; it must have ended. Unknown ids are ignored. */
  remove(id: string): Promise<void>;
}

/** What to run. */
export interface RunSpec {
  /** Names the run and what it writes; letters, digits, dots, dashes and underscores. */
  readonly id: string;
  readonly environment: RunEnvironment;
  /** What it reads. */
  readonly staged: readonly StagedFile[];
  /** Further small files that it reads, which the worker writes for it: their texts by their paths. */
  readonly documents: Readonly<Record<string, string>>;
  readonly limits: SandboxLimits;
  readonly resources: RunResources;
  /**
   * What it can reach: nothing, or with `loopback` its own processes, over internet sockets of an empty network.
   */
  readonly network: "none" | "loopback";
  /**
   * Whether the algorithm is somebody else's, not the operator's. It then runs in a sandbox or not at all, and its own
   * account of why it failed is not passed on: that could hold anything that it read.
   */
  readonly foreign: boolean;
  /** Name of the Unix socket in its `state` on which an engine answers. */
  readonly socket?: string;
}

/** What a run's program is. */
export interface RunEnvironment {
  /** Content name of the Python and its packages: the hash of their lock, or the digest of an image. */
  readonly digest: string;
  /** What the Python of the environment is given: a module and its arguments. */
  readonly command: readonly string[];
  /** Environment variables, on top of a fixed few. Nothing of the worker's own is passed on. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A file that a run reads, by what it holds. */
export interface StagedFile {
  /** Where the run finds it, below `/data`: in `inputs`, `model`, `lineage`, `transformations`, or `state` for the first run. */
  readonly path: string;
  /** Of its bytes, as the store knows them. */
  readonly sha256: string;
}

/** What a run computes on. */
export interface RunResources {
  /** Processors to give it; a runner on one machine lets all runs share them. */
  readonly cpus: number;
  /** Graphics processors; a runner on one machine gives all of its environment's, or none. */
  readonly gpus: number;
}

/** What a run may use. Bytes, seconds and counts are of the whole run, all its processes together, unless said. */
export interface SandboxLimits {
  readonly memoryBytes: number;
  /** Processes and threads at a time. */
  readonly processes: number;
  /** Processor time of all processes together; without it only the wall clock counts. */
  readonly cpuSeconds?: number;
  readonly wallSeconds: number;
  readonly stateBytes: number;
  readonly outputBytes: number;
  readonly outputFiles: number;
  /** Of the logs folder and the console together. */
  readonly logBytes: number;
  /** Files that one process has open at a time. */
  readonly openFiles: number;
}

/** A run under way. */
export interface RunHandle {
  readonly id: string;
  /** What the algorithm reports, checked; ends when the run has ended. Each event is delivered once, so there can be one reader. */
  readonly events: AsyncIterable<JobEvent>;
  /** Asks the run to stop, and ends it by force after that many seconds; fulfilled when it has ended. */
  stop(graceSeconds?: number): Promise<void>;
  /**
   * How it ended. A run that fails is a result with `failure`; it is rejected only for what is wrong with the worker, such
   * as `SANDBOX_UNAVAILABLE`. No process of the run is left.
   */
  readonly ended: Promise<RunResult>;
  /** Where the engine answers; nothing if it does not listen yet, or the run has no `socket`. */
  connect(): Promise<EngineAddress | undefined>;
}

/** Where an engine answers. It is held until closed, so that what is connected to stays the same. */
export interface EngineAddress {
  /** As `node:http` takes it. */
  readonly target: { readonly socketPath: string } | { readonly host: string; readonly port: number };
  close(): void;
}

/** Why a run failed: a code of the catalogue and its values. */
export interface RunFailure {
  readonly code: ErrorCode;
  readonly args: ErrorArgs;
}

/** How a run ended. */
export interface RunResult {
  /** Exit code of the algorithm, or null if a signal ended it. */
  readonly exitCode: number | null;
  /** Name of the signal that ended it, or null. */
  readonly signal: NodeJS.Signals | null;
  readonly seconds: number;
  /** Absent if the algorithm ended well, or was stopped by the caller. */
  readonly failure?: RunFailure;
  /** Whether the caller stopped it; its state is as the algorithm left it. */
  readonly stopped: boolean;
  /** Most memory in bytes that its processes held when looked at, four times a second; shared pages are counted once per process. */
  readonly peakMemoryBytes: number;
  /** What isolated it. */
  readonly isolation: Isolation["level"];
  /** The end of what the algorithm wrote to its console. Hostile and perhaps private: for the operator's eyes only. */
  readonly consoleTail: string;
}
