import { PosthumanError } from "@posthuman/sdk";
import { crashPoint } from "../database/atomic.ts";
import { algorithmCommand, quietEvents } from "../foreignAlgorithms/algorithmCommand.ts";
import type { JobOutcome } from "../job/order.ts";
import { followRun, type JobEvent } from "../runner/events.ts";
import { foreignRun, ownRun } from "../runner/isolation.ts";
import type { RunEnvironment, RunResult, SandboxLimits } from "../runner/Runner.ts";
import { collectResult } from "./collectResult.ts";
import type { ExecutionContext } from "./ExecutionContext.ts";
import type { PlannedJob } from "./plan.ts";
import { stageJob } from "./stageJob.ts";

/**
 * Runs the algorithm of a planned job to its end and collects what it made; resumes where an earlier run stopped.
 * @param signal Stops the algorithm; its state stays.
 * @returns `undefined` if it was stopped.
 * @throws PosthumanError why there can be no result.
 */
export async function executeJob(
  context: ExecutionContext,
  plan: PlannedJob,
  signal: AbortSignal,
): Promise<JobOutcome | undefined> {
  const { threads } = context;
  const limits = plan.algorithm ? context.foreignLimits : context.limits;
  const run = await runAlgorithm(context, plan, { limits, signal });
  if (run.stopped) return undefined;
  if (run.failure) throw new PosthumanError(run.failure.code, run.failure.args);
  crashPoint("engine.ran");
  const environment = { ...context.environment, threads, isolation: run.isolation };
  const folder = await context.runner.collect(plan.order.id);
  const result = await collectResult(context, { plan, folder, limits, metrics: run.metrics, environment });
  return { ...result, usage: { seconds: secondsOf(context, plan.order.id) } };
}

/** How a run ended, and what it reported. */
interface AlgorithmRun extends RunResult {
  /** The last metrics that it reported; algorithms of others report none. */
  readonly metrics: Record<string, unknown>;
}

async function runAlgorithm(
  context: ExecutionContext,
  plan: PlannedJob,
  { limits, signal }: { readonly limits: SandboxLimits; readonly signal: AbortSignal },
): Promise<AlgorithmRun> {
  const { runner, events, log } = context;
  const { id } = plan.order;
  let metrics: Record<string, unknown> = {};
  const onEvent = (event: JobEvent) => {
    if (event.event === "metrics") metrics = event.metrics;
    events.append(id, event);
    crashPoint(`engine.${event.event}`);
  };
  const listener = plan.algorithm ? quietEvents(onEvent) : onEvent;
  const handle = await runner.start({
    id,
    environment: environmentOf(context, plan),
    ...(await stageJob(plan, context)),
    limits,
    ...(plan.algorithm ? foreignRun(context.threads) : ownRun(context.threads)),
  });
  crashPoint("engine.prepared");
  // The worker reports for an algorithm of others: its own events are not trusted.
  if (plan.algorithm) onEvent({ event: "start", algorithm: "third-party" });
  const run = await followRun(handle, { signal, onEvent: listener });
  if (run.stopped) return { ...run, metrics };
  if (plan.algorithm && !run.failure) onEvent({ event: "end" });
  log.debug("An algorithm ended.", {
    job: id,
    seconds: run.seconds,
    peakMemoryBytes: run.peakMemoryBytes,
    exitCode: run.exitCode,
  });
  return { ...run, metrics };
}

function environmentOf(context: ExecutionContext, { order, algorithm, inputs }: PlannedJob): RunEnvironment {
  if (algorithm === undefined) return context.command(order.kind);
  const dids = [...new Set(inputs.map(({ id }) => id))];
  return algorithmCommand(algorithm, { dids, threads: context.threads });
}

/** From the first sign of the algorithm to the last, over all its runs: those before a restart count as well. */
function secondsOf({ events }: ExecutionContext, job: string): number {
  const [first] = events.after(job, 0, 1);
  const last = events.latest(job, "end") ?? first;
  return first && last ? (Date.parse(last.time) - Date.parse(first.time)) / 1_000 : 0;
}
