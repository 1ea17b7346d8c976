import { rm } from "node:fs/promises";
import { constants } from "node:os";
import { join } from "node:path";
import { catalogue, PosthumanError, type ErrorCode } from "@posthuman/sdk";
import { createEventStream, tailEvents, type EventStream, type JobEvent } from "../events.ts";
import { isolationPolicies, requireIsolation, type IsolationPolicy } from "../isolation.ts";
import type { RunFailure, RunHandle, Runner, RunResult, RunSpec, SandboxLimits } from "../Runner.ts";
import { superviseRun, watchLimits, type StopRequest } from "./limits.ts";
import { createMemoryGroup } from "./memoryGroup.ts";
import { probeIsolation } from "./probeIsolation.ts";
import { isolatedCommand, jobUid, openSocket, prepareJobFolder } from "./sandbox.ts";
import type { SandboxJob, Stage } from "./Stage.ts";
import { startProcess, type Command } from "./startProcess.ts";

/** How the runner runs. */
export interface BubblewrapRunnerOptions {
  /** Finds on this machine what runs name by content. */
  readonly stage: Stage;
  /** The weakest isolation under which a run may start. Without it a whole sandbox, unless the operator trusts every algorithm. */
  readonly policy?: IsolationPolicy;
  /** Default time in seconds between the request to stop and the end by force. 5 by default. */
  readonly graceSeconds?: number;
}

/**
 * Makes a runner of processes of this machine, each in a sandbox of bubblewrap. They end with the worker, even if that is
 * killed, so a restarted worker finds none to attach to and starts them again. It fails closed: where the sandbox is weaker
 * than the policy, it runs nothing.
 */
export function createBubblewrapRunner({
  stage,
  policy = isolationPolicies.bubblewrap,
  graceSeconds = 5,
}: BubblewrapRunnerOptions): Runner {
  const underWay = new Map<string, Promise<RunHandle>>();
  let probed: ReturnType<typeof probeIsolation> | undefined;

  async function probe() {
    const found = await (probed ??= probeIsolation());
    // What was missing may be installed meanwhile.
    if (found.bubblewrap === undefined) probed = undefined;
    return found;
  }

  /** Path of the bubblewrap to run in; nothing where the operator lets runs do without. */
  async function sandboxFor({ foreign }: RunSpec): Promise<string | undefined> {
    const { isolation, bubblewrap } = await probe();
    requireIsolation(isolation, policy, foreign);
    return bubblewrap;
  }

  async function jobOf({ id, environment, limits, resources, network }: RunSpec): Promise<SandboxJob> {
    const { runtime, binds, variables, devices } = await stage.environment(environment.digest);
    return {
      folder: stage.folderOf(id),
      runtime,
      args: environment.command,
      binds,
      env: { ...variables, ...environment.variables },
      limits,
      devices: devices && (resources.gpus > 0 ? devices : []),
      loopback: network === "loopback",
    };
  }

  async function begin(spec: RunSpec): Promise<RunHandle> {
    const { id, socket } = spec;
    const bubblewrap = await sandboxFor(spec);
    const job = await jobOf(spec);
    const command = commandFor(job, bubblewrap);
    await stage.prepare(spec);
    const engine = socket === undefined ? undefined : join(job.folder, "state", socket);
    // A socket that an earlier run left there no longer answers.
    if (engine !== undefined) await rm(engine, { force: true, recursive: true });
    await prepareJobFolder(job.folder, command.wrapped ? jobUid(job.folder) : undefined);
    const stream = createEventStream();
    const stopping = new AbortController();
    const stop = { signal: stopping.signal, graceSeconds };
    const ended = runJob(job, command, { stream, stop, isHeard: !spec.foreign }).finally(() => stream.end());
    const settled = ended.then(
      () => undefined,
      () => undefined,
    );
    return {
      id,
      events: stream.events,
      ended,
      stop(seconds = graceSeconds) {
        stop.graceSeconds = seconds;
        stopping.abort();
        return settled;
      },
      connect: () => (engine === undefined ? Promise.resolve(undefined) : openSocket(engine)),
    };
  }

  return {
    probe: async () => (await probe()).isolation,
    start(spec) {
      const known = underWay.get(spec.id);
      if (known) return known;
      const started = begin(spec);
      underWay.set(spec.id, started);
      const forget = () => void underWay.delete(spec.id);
      started.then(({ ended }) => ended.then(forget, forget), forget);
      return started;
    },
    attach: (id) => underWay.get(id) ?? Promise.resolve(undefined),
    collect: (id) => Promise.resolve(stage.folderOf(id)),
    remove: (id) => rm(stage.folderOf(id), { recursive: true, force: true }),
  };
}

function commandFor(job: SandboxJob, bubblewrap: string | undefined): Command {
  const launcher = job.runtime.executable;
  if (bubblewrap !== undefined) return { ...isolatedCommand(bubblewrap, job), launcher };
  const env = { PATH: "/usr/bin:/bin", ...job.env, POSTHUMAN_JOB: job.folder };
  return { argv: [launcher, ...job.args], cwd: job.folder, env, wrapped: false, launcher };
}

/** Runs a job in its prepared folder to its end. No process of it is left when this returns, nor if the worker dies. */
async function runJob(
  job: SandboxJob,
  command: Command,
  {
    stream,
    stop,
    isHeard,
  }: { readonly stream: EventStream; readonly stop: StopRequest; readonly isHeard: boolean },
): Promise<RunResult> {
  const events = await tailEvents(join(job.folder, "logs", "events.jsonl"), stream.push);
  const group = createMemoryGroup(job.limits.memoryBytes);
  try {
    const begun = performance.now();
    const running = startProcess({ ...command, joinFile: group?.joinFile });
    const limits = watchLimits(job, running);
    const look = async () => {
      await events.look();
      return limits.look();
    };
    const supervision = await superviseRun(running, look, job.limits, stop);
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
        error: isHeard ? events.lastError() : undefined,
        consoleTail: running.consoleTail(),
        stopped: supervision.stopped,
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
  } finally {
    await group?.remove();
  }
}

/** Splits a shell's exit code, 128 + n for signal n, into the exit code and the signal. */
function exitStatus(code: number): Pick<RunResult, "exitCode" | "signal"> {
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return signal === undefined
    ? { exitCode: code, signal: null }
    : { exitCode: null, signal: signal as NodeJS.Signals };
}

/** What Python and torch say when the kernel refuses them memory, before any is overdrawn. */
const REFUSED_MEMORY = /MemoryError|can't allocate memory/;

/** Why a run that ended by itself with `code` failed, or nothing if it did not. */
function failureOf(
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
