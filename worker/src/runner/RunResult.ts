import type { ErrorArgs, ErrorCode } from "@posthuman/sdk";
import type { IsolationLevel } from "./Isolation.ts";

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
