import type { ErrorArgs, ErrorCode } from "@posthuman/sdk";

/** What a job may use. Bytes, seconds and counts are of the whole job, all its processes together, unless said. */
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

/** One run of an algorithm. */
export interface SandboxJob {
  /** Host folder with the job's `inputs`, `model`, `lineage`, `transformations` (read-only to it), `state`, `outputs` and `logs`. Missing ones are made. */
  readonly folder: string;
  /** Host path of the Python to run, often a virtual environment's `bin/python`. */
  readonly interpreter: string;
  readonly args: readonly string[];
  /** Further host folders that the algorithm may read, under the same path: its package's source. */
  readonly binds: readonly string[];
  /** Environment of the algorithm, on top of a fixed small one. Nothing of the worker's own is passed on. */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: SandboxLimits;
  /**
   * Host paths of device files that the algorithm may use, such as a graphics processor's. With a list, even an empty one,
   * it may also look up what hardware there is.
   */
  readonly devices?: readonly string[];
  /**
   * Whether its processes may open internet sockets, to talk to each other: the sandbox's network is empty all the same,
   * and they reach nobody beyond it.
   */
  readonly loopback?: boolean;
  /**
   * Whether somebody else than the operator wrote the algorithm. It then runs in a sandbox or not at all, and what it says
   * of why it failed is not passed on: its words could be anything that it read.
   */
  readonly thirdParty?: boolean;
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
  /** Whether the caller's abort signal ended it; its state is as the algorithm left it. */
  readonly stopped: boolean;
  /** The most memory in bytes that its processes held when looked at, four times a second; shared pages count often. */
  readonly peakMemoryBytes: number;
  readonly isolation: IsolationLevel;
  /** The end of what the algorithm wrote to its console. Hostile and perhaps private: for the operator's eyes only. */
  readonly consoleTail: string;
}

/** Kinds of isolation, the strongest first. */
export type IsolationLevel = "bubblewrap" | "none";

/** What the runner can do on this machine. */
export interface Isolation {
  readonly level: IsolationLevel;
  /** Version of bubblewrap, where it is used. */
  readonly version?: string;
  /** Whether system calls are filtered. */
  readonly seccomp: boolean;
  /** How the memory limit is kept: by the kernel, or by looking several times a second. */
  readonly memory: "cgroup" | "polling";
  /** Why it is not stronger. */
  readonly reason?: string;
}
