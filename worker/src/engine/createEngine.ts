import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PosthumanError } from "@posthuman/sdk";
import { crashPoint } from "../database/atomic.ts";
import type { PlannedJob } from "../execution/plan.ts";
import { isOver, type ChainJob } from "../job/ChainJob.ts";
import { isTransient } from "../job/jobErrors.ts";
import type { EngineContext } from "./EngineContext.ts";
import { runJob } from "./runJob.ts";
import { createSchedule, decide, type Step } from "./schedule.ts";
import { takeJob } from "./takeJob.ts";

/** Takes jobs and brings them to their end. */
export interface Engine {
  /** Works until the signal fires; then stops the algorithms, keeps their state, and returns. */
  run(signal: AbortSignal): Promise<void>;
  /** Something changed that jobs may have waited for. */
  wake(): void;
}

/** Seconds until a step that failed is tried again. */
const RETRY_SECONDS = 5;

/**
 * Makes the engine. It keeps nothing that it could not find out again: what to do next follows from the index, the
 * sender's journal and the job folders, so that it can be killed at any moment and started again.
 */
export function createEngine(context: EngineContext): Engine {
  const { chain, worker, orders, errors, market, clock } = context;
  const { events, log, runner } = context.execution;
  let waker = new AbortController();
  const schedule = createSchedule({
    slots: context.slots,
    sessionSlots: context.sessions.slots,
    opensSession: async (job) => (await orders.of(job)).manifest.session !== undefined,
    onChange: () => waker.abort(),
  });

  function tick(stop: AbortSignal): void {
    schedule.abandon((id) => isDone(id));
    for (const job of chain.openJobs()) {
      const step = decide(job, {
        worker,
        now: clock.blockTime(),
        tidy: context.tidy,
        grace: context.graceSeconds,
      });
      if (step === undefined || !isOurs(job)) continue;
      const turn = schedule.turnOf(job, step);
      if (turn === "now") schedule.begin(job, step, (abandoned) => attempt(step, job, stop, abandoned));
      if (turn === "full") sayFull(job);
    }
  }

  function isDone(id: string): boolean {
    const job = chain.job(id);
    return job !== undefined && isOver(job, worker);
  }

  /** Whether the job is on a model that the worker may run, or it holds the job already. */
  function isOurs(job: ChainJob): boolean {
    if (job.worker === worker) return true;
    const custodian = chain.lineage(job.terms.model)[0]?.custodian;
    return custodian !== undefined && chain.isAuthorised(custodian, worker);
  }

  /** Shows those who wait for the job that others come first. */
  function sayFull({ id }: ChainJob): void {
    if (errors.get(id)?.code === "WORKER_FULL") return;
    errors.set(id, new PosthumanError("WORKER_FULL"));
    events.wake();
  }

  async function attempt(
    step: Step,
    job: ChainJob,
    stop: AbortSignal,
    abandoned: AbortSignal,
  ): Promise<void> {
    try {
      await perform(step, job, AbortSignal.any([stop, abandoned]));
      // Done, but the index does not know yet: another try would find the chain changed.
      schedule.delay(job, step, RETRY_SECONDS);
    } catch (error) {
      if (stop.aborted) return;
      schedule.delay(job, step, isFinalRefusal(step, error) ? Infinity : RETRY_SECONDS);
      report(step, job, error);
    } finally {
      events.wake();
    }
  }

  async function perform(step: Step, job: ChainJob, signal: AbortSignal): Promise<void> {
    if (step === "take") return runJob(context, job, await take(job), signal);
    if (step === "run") return runJob(context, job, undefined, signal);
    const args = step === "settle" || step === "birth" ? [job.terms, job.result] : [job.terms];
    await market.send({
      key: `${step}:${job.id}:${job.attempts}`,
      method: step,
      args,
      description: `${step} job ${job.id}`,
    });
    crashPoint(`engine.${step}`);
  }

  /** Takes a job; what breaks on the way, and is nothing that the catalogue knows, is shown as a fault of the worker. */
  async function take(job: ChainJob): Promise<PlannedJob> {
    try {
      return await takeJob(context, job);
    } catch (cause) {
      throw PosthumanError.is(cause) ? cause : new PosthumanError("INTERNAL", {}, { cause });
    }
  }

  function report(step: Step, { id }: ChainJob, error: unknown): void {
    if (isTransient(error)) return log.debug("A step has to wait.", { job: id, step, error });
    if (step === "take" && PosthumanError.is(error) && !error.code.startsWith("TRANSACTION_")) {
      const level = error.code === "INTERNAL" ? "warn" : "info";
      if (errors.get(id)?.code !== error.code) log[level]("Did not take a job.", { job: id, error });
      return errors.set(id, error);
    }
    log.warn("A step failed.", { job: id, step, error });
  }

  /** Removes the folders of jobs that are over, with the copies of weights in them; the store has what is kept. */
  async function cleanFolders(): Promise<void> {
    for (const id of await readdir(context.jobsFolder)) {
      if (!isDone(id) || schedule.isBusy(id)) continue;
      await runner.remove(id);
      await rm(join(context.jobsFolder, id), { recursive: true, force: true });
    }
  }

  return {
    wake() {
      schedule.refresh();
      waker.abort();
    },
    async run(signal) {
      await mkdir(context.jobsFolder, { recursive: true, mode: 0o700 });
      while (!signal.aborted) {
        waker = new AbortController();
        tick(signal);
        await cleanFolders().catch((error: unknown) => {
          log.warn("Could not remove a job's folder.", { error });
        });
        const woken = AbortSignal.any([signal, waker.signal]);
        await sleep(context.pollMs, undefined, { signal: woken }).catch(() => undefined);
      }
      await schedule.idle();
    },
  };
}

/** Whether nothing that the worker can wait for makes the step possible; a change of the job's state still does. */
function isFinalRefusal(step: Step, error: unknown): boolean {
  if (step !== "take" || !PosthumanError.is(error)) return false;
  // A job that breaks the worker would break it again; a full disk or a busy database may pass.
  if (error.code === "INTERNAL") return !isSystemFault(error.cause);
  if (error.code === "TRANSACTION_REFUSED") return error.args["error"] === "LEASE_LAPSED_BEFORE";
  return !error.retryable && !error.code.startsWith("TRANSACTION_");
}

/** Whether the operating system or the database failed, rather than the program. */
function isSystemFault(cause: unknown): boolean {
  const { syscall, code } = (cause ?? {}) as { readonly syscall?: unknown; readonly code?: unknown };
  return syscall !== undefined || code === "ERR_SQLITE_ERROR";
}
