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
