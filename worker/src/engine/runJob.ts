import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { jobFee, PosthumanError, sessionFee, toJson, type Result } from "@posthuman/sdk";
import { crashPoint } from "../database/atomic.ts";
import { executeJob } from "../execution/executeJob.ts";
import type { PlannedJob } from "../execution/plan.ts";
import { progressOf, type Progress } from "../execution/progress.ts";
import { parseResult, type ChainJob } from "../job/ChainJob.ts";
import { isTransient } from "../job/jobErrors.ts";
import type { JobOutcome } from "../job/order.ts";
import { replaceDurably } from "../store/files.ts";
import type { EngineContext } from "./EngineContext.ts";
import { heartbeat } from "./heartbeat.ts";
import { planOrder } from "./takeJob.ts";

/** Pause between looks at the newest block, in milliseconds. */
const LOOK_MS = 500;

/**
 * Brings a job that this worker leased to its end: a submitted result, or a failure with its reason; both are mined
 * when it returns. A job that is no longer this worker's is left alone.
 * @param planned The job as it was planned before it was leased; absent after a restart.
 * @param stop Ends the run; the job's folder stays for the next one.
 * @throws temporary errors, such as a chain that does not answer.
 */
export async function runJob(
  context: EngineContext,
  job: ChainJob,
  planned: PlannedJob | undefined,
  stop: AbortSignal,
): Promise<void> {
  const { id, terms } = job;
  const { worker, market, clock } = context;
  const { events, log, runner } = context.execution;
  const lease = await market.current(id);
  if (lease.state !== "Leased" || lease.worker !== worker) return;
  const folder = join(context.jobsFolder, id);
  const lost = new AbortController();
  const done = new AbortController();
  const signal = AbortSignal.any([stop, lost.signal]);
  const beating = heartbeat({
    leaseSeconds: market.leaseSeconds,
    until: lease.until,
    deadline: Number(terms.deadline),
    now: () => clock.now(),
    progress: async () => progressOf(events, id, await runner.collect(id)),
    renew: (until, progress) => renewLease(context, job, until, progress),
    onLost(reason) {
      log.warn("Lost the lease of a job.", { job: id, reason });
      lost.abort();
    },
    signal: AbortSignal.any([signal, done.signal]),
  });
  try {
    const result = (await loadResult(folder)) ?? (await makeResult(context, job, planned, folder, signal));
    if (!result || lost.signal.aborted) return;
    await market.send({
      key: `submit:${id}:${lease.attempts}`,
      method: "submit",
      args: [id, result],
      description: `submit the result of job ${id}`,
    });
    crashPoint("engine.submitted");
    log.info("Submitted a result.", { job: id, resultRoot: result.resultRoot });
  } catch (error) {
    if (signal.aborted || isTransient(error)) throw error;
    await giveUp(context, job, lease.attempts, error);
  } finally {
    done.abort();
    await beating;
  }
}

/** Carries the order out, adds the fee, and writes the result down, so that a restart submits the same. */
async function makeResult(
  context: EngineContext,
  job: ChainJob,
  planned: PlannedJob | undefined,
  folder: string,
  signal: AbortSignal,
): Promise<Result | undefined> {
  const order = planned?.order ?? (await context.orders.of(job));
  const plan = async () => planned ?? planOrder(context, order);
  const { session } = order.manifest;
  const outcome = session
    ? await context.sessions.serve(order, plan, signal)
    : await executeJob(context.execution, await plan(), signal);
  if (!outcome) return undefined;
  const { usage, ...made } = outcome;
  const result = { ...made, worker: context.worker, fee: feeOf(context, job, usage) };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await replaceDurably(resultFile(folder), Buffer.from(toJson(result)));
  crashPoint(session ? "session.collected" : "engine.collected");
  return result;
}

function feeOf({ prices }: EngineContext, { terms }: ChainJob, usage: JobOutcome["usage"]): bigint {
  const price = prices[terms.kind];
  return "seconds" in usage
    ? jobFee(price, usage.seconds, terms.maxFee)
    : sessionFee(price.fixed, terms.maxFee, usage.tokens, usage.budget);
}

/** The result that was written down, if there is one. */
async function loadResult(folder: string): Promise<Result | undefined> {
  const text = await readFile(resultFile(folder), "utf8").catch(() => undefined);
  return text === undefined ? undefined : parseResult(text);
}

function resultFile(folder: string): string {
  return join(folder, "result.json");
}

/**
 * Renews the lease that ends at `until`. It is renewed as soon as the newest block says so; waiting for confirmations
 * could take longer than the lease.
 * @returns The lease's new end.
 */
async function renewLease(
  { market }: EngineContext,
  { id, terms }: ChainJob,
  until: number,
  { progress, checkpoint }: Progress,
): Promise<number> {
  const sent = market.send({
    // A restart may find other progress for the same lease: that is another call, and harmless.
    key: `renew:${id}:${until}:${progress}:${checkpoint}`,
    method: "renew",
    args: [terms, progress, checkpoint],
    description: `renew the lease of job ${id}`,
  });
  const settled = sent.then(() => sleep(LOOK_MS / 10));
  // Can be ignored once the newest block shows the new end.
  settled.catch(() => undefined);
  for (;;) {
    await Promise.race([settled, sleep(LOOK_MS)]);
    const lease = await market.current(id);
    if (lease.until === until) continue;
    crashPoint("engine.renewed");
    return lease.until;
  }
}

/** Fails the job on chain, with the catalogue's code alone, so that its requester is refunded at once. */
async function giveUp(context: EngineContext, job: ChainJob, attempt: number, error: unknown): Promise<void> {
  const reason = PosthumanError.is(error) ? error : new PosthumanError("WORKER_FAULT", {}, { cause: error });
  context.execution.log.warn("Gave a job up.", { job: job.id, error: reason });
  // The chain refused the result itself: it would refuse this as well.
  if (reason.code.startsWith("TRANSACTION_")) throw reason;
  context.errors.set(job.id, reason);
  await context.market.send({
    key: `fail:${job.id}:${attempt}:${reason.code}`,
    method: "fail",
    args: [job.terms, reason.code],
    description: `give up job ${job.id}`,
  });
  crashPoint("engine.failed");
}
