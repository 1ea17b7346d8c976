import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PosthumanError } from "@posthuman/sdk";
import { crashPoint } from "../database/crashPoint.ts";
import { executeJob } from "../execution/executeJob.ts";
import type { ChainJob } from "../job/ChainJob.ts";
import { isTransient } from "../job/jobErrors.ts";
import { executeSession } from "../sessions/executeSession.ts";
import { isSession } from "../sessions/isSession.ts";
import type { EngineContext } from "./EngineContext.ts";
import { heartbeat, type Progress } from "./heartbeat.ts";
import { progressOf } from "./progressOf.ts";

/** Pause between looks at the newest block, in milliseconds. */
const LOOK_MS = 500;

/**
 * Brings a job that this worker leased to its end: a submitted result, or a failure with its reason; both are mined
 * when it returns. A job that is no longer this worker's is left alone.
 * @param stop Ends the run; the job's folder stays for the next one.
 * @throws what only time can mend, such as a chain that does not answer.
 */
export async function runJob(context: EngineContext, job: ChainJob, stop: AbortSignal): Promise<void> {
  const { id, terms } = job;
  const { worker, events, log, send } = context;
  const lease = await context.current(id);
  if (lease.state !== "Leased" || lease.worker !== worker) return;
  const folder = join(context.jobsFolder, id);
  const lost = new AbortController();
  const done = new AbortController();
  const signal = AbortSignal.any([stop, lost.signal]);
  const beating = heartbeat({
    leaseSeconds: context.leaseSeconds,
    until: lease.until,
    deadline: Number(terms.deadline),
    now: () => context.now(),
    progress: () => progressOf(events, id, folder),
    renew: (until, progress) => renewLease(context, job, until, progress),
    onLost(reason) {
      log.warn("Lost the lease of a job.", { job: id, reason });
      lost.abort();
    },
    signal: AbortSignal.any([signal, done.signal]),
  });
  try {
    const execute = (await isSession(context, job)) ? executeSession : executeJob;
    const result = await execute(context, job, folder, signal);
    if (!result || lost.signal.aborted) return;
    const key = `submit:${id}:${lease.attempts}`;
    await send({
      key,
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

/**
 * Renews the lease that ends at `until`. It is renewed as soon as the newest block says so; waiting for confirmations
 * could take longer than the lease.
 * @returns The lease's new end.
 */
async function renewLease(
  { send, current }: EngineContext,
  { id, terms }: ChainJob,
  until: number,
  { progress, checkpoint }: Progress,
): Promise<number> {
  const sent = send({
    // A restart may find other progress for the same lease: that is another call, and harmless.
    key: `renew:${id}:${until}:${progress}:${checkpoint}`,
    method: "renew",
    args: [terms, progress, checkpoint],
    description: `renew the lease of job ${id}`,
  });
  const settled = sent.then(() => sleep(LOOK_MS / 10));
  // Of no interest once the newest block shows the new end.
  settled.catch(() => undefined);
  for (;;) {
    await Promise.race([settled, sleep(LOOK_MS)]);
    const lease = await current(id);
    if (lease.until === until) continue;
    crashPoint("engine.renewed");
    return lease.until;
  }
}

/** Fails the job on chain, with the catalogue's code alone, so that its requester is refunded at once. */
async function giveUp(context: EngineContext, job: ChainJob, attempt: number, error: unknown): Promise<void> {
  const reason = PosthumanError.is(error) ? error : new PosthumanError("WORKER_FAULT", {}, { cause: error });
  context.log.warn("Gave a job up.", { job: job.id, error: reason });
  // The chain refused the result itself: it would refuse this as well.
  if (reason.code.startsWith("TRANSACTION_")) throw reason;
  context.errors.set(job.id, reason);
  await context.send({
    key: `fail:${job.id}:${attempt}:${reason.code}`,
    method: "fail",
    args: [job.terms, reason.code],
    description: `give up job ${job.id}`,
  });
  crashPoint("engine.failed");
}
