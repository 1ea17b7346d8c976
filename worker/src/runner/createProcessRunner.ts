import { join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import type { Isolation, IsolationLevel } from "./Isolation.ts";
import { isolatedCommand } from "./isolatedCommand.ts";
import type { JobEvent } from "./JobEvent.ts";
import { jobUid } from "./jobUid.ts";
import { createMemoryGroup, type MemoryGroup } from "./memoryGroup.ts";
import { prepareJobFolder } from "./prepareJobFolder.ts";
import { probeIsolation } from "./probeIsolation.ts";
import { pythonRuntime } from "./pythonRuntime.ts";
import { exitStatus, failureOf } from "./runOutcome.ts";
import type { RunResult } from "./RunResult.ts";
import type { SandboxJob } from "./SandboxJob.ts";
import { startProcess, type Command } from "./startProcess.ts";
import { superviseRun } from "./superviseRun.ts";
import { tailEvents } from "./tailEvents.ts";
import { watchLimits } from "./watchLimits.ts";

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
