import { constants } from "node:os";
import { catalogue, type ErrorCode } from "@posthuman/sdk";
import type { JobEvent } from "./JobEvent.ts";
import type { RunFailure, RunResult } from "./RunResult.ts";
import type { SandboxLimits } from "./SandboxJob.ts";

/** Splits a shell's exit code, 128 + n for signal n, into the exit code and the signal. */
export function exitStatus(code: number): Pick<RunResult, "exitCode" | "signal"> {
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return signal === undefined
    ? { exitCode: code, signal: null }
    : { exitCode: null, signal: signal as NodeJS.Signals };
}

/** What Python and torch say when the kernel refuses them memory, before any is overdrawn. */
const REFUSED_MEMORY = /MemoryError|can't allocate memory/;

/** Why a run that ended by itself with `code` failed, or nothing if it did not. */
export function failureOf(
  limits: SandboxLimits,
  code: number,
  seen: {
    /** Processes that the kernel killed for want of memory. */
    readonly memoryKills: number;
    readonly consoleTail: string;
    readonly error: Extract<JobEvent, { event: "error" }> | undefined;
    readonly stopped: boolean;
  },
): RunFailure | undefined {
  if (code === 0 || seen.stopped) return undefined;
  if (seen.error && isReportable(seen.error.code)) return { code: seen.error.code, args: seen.error.args };
  if (seen.memoryKills > 0 || REFUSED_MEMORY.test(seen.consoleTail))
    return { code: "JOB_MEMORY_EXCEEDED", args: { limit: limits.memoryBytes } };
  if (limits.cpuSeconds !== undefined && exitStatus(code).signal === "SIGXCPU")
    return { code: "JOB_CPU_EXCEEDED", args: { seconds: limits.cpuSeconds } };
  return { code: "JOB_CRASHED", args: { exitCode: code } };
}

/** Whether an algorithm may say so: of the catalogue, what is wrong with a request, but nothing that makes a worker retry. */
function isReportable(code: string): code is ErrorCode {
  if (!Object.hasOwn(catalogue, code)) return false;
  const { status, retryable } = catalogue[code as ErrorCode];
  return status === 422 && !retryable;
}
