import type { RunSpec, SandboxLimits } from "../Runner.ts";
import type { PythonRuntime } from "./pythonRuntime.ts";

/** Finds on this machine what the description of a run names by content. */
export interface Stage {
  /** The folder of a run, with its `inputs`, `model`, `lineage`, `transformations`, `state`, `outputs` and `logs`. */
  folderOf(id: string): string;
  /** Fills the folder of a run with what it reads. One that was filled before is left as it is, with its state. */
  prepare(spec: Pick<RunSpec, "id" | "staged" | "documents">): Promise<void>;
  /** @throws PosthumanError `INTERPRETER_UNUSABLE` where there is no environment of this digest. */
  environment(digest: string): Promise<HostEnvironment>;
}

/** An environment as this machine has it. */
export interface HostEnvironment {
  readonly runtime: PythonRuntime;
  /** Further folders that a run may read, under the same path: its packages' sources. */
  readonly binds: readonly string[];
  /** Environment variables that lead to them. */
  readonly variables: Readonly<Record<string, string>>;
  /**
   * Device files that a run may use, such as a graphics processor's. With a list, even an empty one, it may also look up
   * what hardware there is.
   */
  readonly devices?: readonly string[];
}

/** A run with all that it needs of the host. */
export interface SandboxJob {
  readonly folder: string;
  readonly runtime: PythonRuntime;
  readonly args: readonly string[];
  readonly binds: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly limits: SandboxLimits;
  readonly devices?: readonly string[] | undefined;
  /** Whether its processes may open internet sockets, to talk to each other in their empty network. */
  readonly loopback: boolean;
}
