import { jobFee, PosthumanError, type Result } from "@posthuman/sdk";
import { crashPoint } from "../database/crashPoint.ts";
import type { EngineContext } from "../engine/EngineContext.ts";
import { loadResult, saveResult } from "../engine/savedResult.ts";
import { algorithmCommand, quietEvents } from "../foreignAlgorithms/algorithmCommand.ts";
import type { ChainJob } from "../job/ChainJob.ts";
import type { JobEvent } from "../runner/events.ts";
import { collectResult } from "./collectResult.ts";
import { planJob } from "./planJob.ts";
import type { PlannedJob } from "./PlannedJob.ts";
import { prepareFolder } from "./prepareFolder.ts";

/**
 * Runs the algorithm of a leased job to its end and makes the result; goes on where an earlier run stopped.
 * @param folder The job's folder.
 * @param signal Stops the algorithm; its state stays.
 * @returns `undefined` if it was stopped.
 * @throws PosthumanError why there can be no result.
 */
export async function executeJob(
  context: EngineContext,
  job: ChainJob,
  folder: string,
  signal: AbortSignal,
): Promise<Result | undefined> {
  const saved = await loadResult(folder);
  if (saved) return saved;
  const { runner, events, log, threads } = context;
  const plan = await planJob(context, job);
  const { kind } = plan.manifest;
  await prepareFolder(plan, { folder, store: context.store, threads });
  crashPoint("engine.prepared");

  const onEvent = (event: JobEvent) => {
    events.append(job.id, event);
    crashPoint(`engine.${event.event}`);
  };
  const command = commandFor(context, plan);
  const limits = plan.algorithm ? context.thirdPartyLimits : context.limits;
  // What somebody else's algorithm says of itself is not heard: the worker reports for it.
  if (plan.algorithm) onEvent({ event: "start", algorithm: "third-party" });
  const listener = plan.algorithm ? quietEvents(onEvent) : onEvent;
  const run = await runner.run({ folder, limits, ...command }, { signal, onEvent: listener });
  if (run.stopped) return undefined;
  if (plan.algorithm && !run.failure) onEvent({ event: "end" });
  log.debug("An algorithm ended.", {
    job: job.id,
    seconds: run.seconds,
    peakMemoryBytes: run.peakMemoryBytes,
    exitCode: run.exitCode,
  });
  if (run.failure) throw new PosthumanError(run.failure.code, run.failure.args);
  crashPoint("engine.ran");

  const result = await collectResult(
    {
      plan,
      folder,
      limits,
      metrics: metricsOf(context, job.id),
      environment: { ...context.environment, threads, isolation: run.isolation },
      fee: jobFee(context.prices[kind], secondsOf(context, job.id), plan.terms.maxFee),
      worker: context.worker,
    },
    context,
    context.collectOutputs,
  );
  await saveResult(folder, result);
  crashPoint("engine.collected");
  return result;
}

function commandFor(context: EngineContext, { manifest, algorithm, inputs }: PlannedJob) {
  if (algorithm === undefined) return context.algorithm(manifest.kind);
  const dids = [...new Set(inputs.map(({ id }) => id))];
  return algorithmCommand(algorithm, { dids, threads: context.threads });
}

function metricsOf({ events }: EngineContext, job: string): Record<string, unknown> {
  const last = events.latest(job, "metrics")?.event;
  return last?.event === "metrics" ? last.metrics : {};
}

/** From the first sign of the algorithm to the last, over all its runs. */
function secondsOf({ events }: EngineContext, job: string): number {
  const [first] = events.after(job, 0, 1);
  const last = events.latest(job, "end") ?? first;
  return first && last ? (Date.parse(last.time) - Date.parse(first.time)) / 1_000 : 0;
}
