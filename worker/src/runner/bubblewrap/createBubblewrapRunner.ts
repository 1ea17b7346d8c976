import { constants } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { catalogue, PosthumanError, type ErrorCode } from "@posthuman/sdk";
import { tailEvents, type JobEvent } from "../events.ts";
import type {
  Isolation,
  IsolationLevel,
  RunFailure,
  RunResult,
  SandboxJob,
  SandboxLimits,
} from "../Runner.ts";
import { watchLimits } from "./limits.ts";
import { probeIsolation } from "./probeIsolation.ts";
import { pythonRuntime } from "./pythonRuntime.ts";
import { isolatedCommand, jobUid, prepareJobFolder } from "./sandbox.ts";
import {
  createMemoryGroup,
  startProcess,
  type Command,
  type MemoryGroup,
  type SandboxProcess,
} from "./startProcess.ts";

/** What an operator demands of the runner. */
export interface RunnerPolicy {
  /** The weakest isolation under which a job may run. `bubblewrap` unless the operator trusts every algorithm. */
  readonly minimum?: IsolationLevel;
  /** Seconds between the request to stop and the end by force. 5 by default. */
  readonly graceSeconds?: number;
}

/** How a run is followed and ended. */
export interface RunOptions {
  /** Stops the run: the algorithm is asked first. */
  readonly signal?: AbortSignal;
  /** Called with each event of the algorithm, checked. */
  readonly onEvent?: (event: JobEvent) => void;
}

/** Runs algorithms as processes of this machine. */
export interface ProcessRunner {
  /** What the machine can do. */
  isolation(): Promise<Isolation>;
  /**
   * Runs a job to its end. A job that fails is a result with `failure`; only what is wrong with the worker throws:
   * `SANDBOX_UNAVAILABLE`, `INTERPRETER_UNUSABLE`. No process of the job is left when it returns, nor if the worker dies.
   */
  run(job: SandboxJob, options?: RunOptions): Promise<RunResult>;
}

/** Makes a runner. It fails closed: where the sandbox is weaker than the policy, it runs nothing. */
export function createProcessRunner({ policy = {} }: { readonly policy?: RunnerPolicy } = {}): ProcessRunner {
  const { minimum = "bubblewrap", graceSeconds = 5 } = policy;
  let probed: ReturnType<typeof probeIsolation> | undefined;
  const probe = async () => {
    const found = await (probed ??= probeIsolation());
    // What was missing may be installed meanwhile.
    if (found.bubblewrap === undefined) probed = undefined;
    return found;
  };

  async function commandFor(job: SandboxJob): Promise<Command> {
    const { bubblewrap, reason = "" } = await probe();
    if (bubblewrap === undefined && (minimum !== "none" || job.thirdParty))
      throw new PosthumanError("SANDBOX_UNAVAILABLE", { level: "bubblewrap", reason });
    const runtime = await pythonRuntime(job.interpreter);
    const launcher = runtime.executable;
    if (bubblewrap !== undefined) return { ...isolatedCommand(bubblewrap, job, runtime), launcher };
    const env = { PATH: "/usr/bin:/bin", ...job.env, POSTHUMAN_JOB: job.folder };
    return { argv: [runtime.executable, ...job.args], cwd: job.folder, env, wrapped: false, launcher };
  }

  async function run(
    job: SandboxJob,
    { signal, onEvent = () => undefined }: RunOptions = {},
  ): Promise<RunResult> {
    const command = await commandFor(job);
    await prepareJobFolder(job.folder, command.wrapped ? jobUid(job.folder) : undefined);
    const events = await tailEvents(join(job.folder, "logs", "events.jsonl"), onEvent);
    const group = createMemoryGroup(job.limits.memoryBytes);
    try {
      return await follow(job, { ...command, joinFile: group?.joinFile }, group, events, signal);
    } finally {
      await group?.remove();
    }
  }

  async function follow(
    job: SandboxJob,
    command: Command,
    group: MemoryGroup | undefined,
    events: Awaited<ReturnType<typeof tailEvents>>,
    signal: AbortSignal | undefined,
  ): Promise<RunResult> {
    const begun = performance.now();
    const running = startProcess(command);
    const limits = watchLimits(job, running);
    const look = async () => {
      await events.look();
      return limits.look();
    };
    const { wallSeconds } = job.limits;
    const supervision = await superviseRun(running, look, { wallSeconds, graceSeconds, signal });
    const { code } = await running.ended;
    const seconds = (performance.now() - begun) / 1000;
    await events.finish();
    if (code === undefined)
      throw new PosthumanError("SANDBOX_UNAVAILABLE", {
        level: "bubblewrap",
        reason: running.consoleTail().trim(),
      });
    // What was written in the last moments counts as well.
    const failure =
      supervision.failure ??
      (await limits.look()) ??
      failureOf(job.limits, code, {
        memoryKills: group?.kills() ?? 0,
        error: job.thirdParty ? undefined : events.lastError(),
        consoleTail: running.consoleTail(),
        ...supervision,
      });
    return {
      ...exitStatus(code),
      seconds,
      ...(failure && { failure }),
      stopped: supervision.stopped,
      peakMemoryBytes: limits.peakMemoryBytes(),
      isolation: command.wrapped ? "bubblewrap" : "none",
      consoleTail: running.consoleTail(),
    };
  }

  return {
    run,
    async isolation() {
      const { bubblewrap: _, ...isolation } = await probe();
      return isolation;
    },
  };
}

/** How often a run is looked at. */
const LOOK_MS = 250;

/** What ended a run before its time. */
export interface Supervision {
  readonly failure?: RunFailure;
  readonly stopped: boolean;
}

/**
 * Looks at a run until it has ended. A run over a limit is killed at once. One that is out of time, or that `signal`
 * aborts, is asked to stop first and killed after `graceSeconds`.
 */
export async function superviseRun(
  run: SandboxProcess,
  look: () => Promise<RunFailure | undefined>,
  options: {
    readonly wallSeconds: number;
    readonly graceSeconds: number;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Supervision> {
  const { wallSeconds, graceSeconds, signal } = options;
  const begun = performance.now();
  const elapsed = () => (performance.now() - begun) / 1000;
  let running = true;
  const ended = run.ended.finally(() => (running = false));
  const aborted = new Promise<void>((resolve) =>
    signal?.addEventListener("abort", () => resolve(), { once: true }),
  );
  let failure: RunFailure | undefined;
  let stopped = false;
  let killAt: number | undefined;

  while (running) {
    const found = await look();
    if (found) {
      failure ??= found;
      run.kill();
    } else if (killAt === undefined && (signal?.aborted || elapsed() > wallSeconds)) {
      if (signal?.aborted) stopped = true;
      else failure = { code: "JOB_TIMEOUT", args: { seconds: wallSeconds } };
      run.terminate();
      killAt = elapsed() + graceSeconds;
    } else if (killAt !== undefined && elapsed() > killAt) run.kill();
    await Promise.race([ended, sleep(LOOK_MS), ...(stopped || signal?.aborted ? [] : [aborted])]);
  }
  await ended;
  return failure ? { failure, stopped } : { stopped };
}

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
