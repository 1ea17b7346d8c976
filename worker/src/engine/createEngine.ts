import { mkdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { PosthumanError } from "@posthuman/sdk";
import { crashPoint } from "../database/crashPoint.ts";
import { isOver, type ChainJob } from "../job/ChainJob.ts";
import { isTransient } from "../job/jobErrors.ts";
import { isSession } from "../sessions/isSession.ts";
import { cleanFolders } from "./cleanFolders.ts";
import { decide, type Step } from "./decide.ts";
import type { EngineContext } from "./EngineContext.ts";
import { runJob } from "./runJob.ts";
import { takeJob } from "./takeJob.ts";

/** Takes jobs and brings them to their end. */
export interface Engine {
  /** Works until the signal fires; then stops the algorithms, keeps their state, and returns. */
  run(signal: AbortSignal): Promise<void>;
  /** Something changed that jobs may have waited for. */
  wake(): void;
}

/** What the engine does for one job at the moment. */
interface Work {
  readonly step: Step;
  readonly isSession: boolean;
  readonly ended: Promise<void>;
  readonly abandon: AbortController;
}

/** Seconds until a step that failed is tried again. */
const RETRY_SECONDS = 5;

/**
 * Makes the engine. It keeps nothing that it could not find out anew: what to do next follows from the index, the
 * sender's journal and the job folders, so that it can be killed at any moment and started again.
 */
export function createEngine(context: EngineContext): Engine {
  const { chain, worker, log } = context;
  const busy = new Map<string, Work>();
  /** When a job's step may be tried again, in seconds of the monotonic clock; by job, state and attempt. */
  const notBefore = new Map<string, number>();
  let waker = new AbortController();

  const wake = () => waker.abort();
  const nowSeconds = () => performance.now() / 1_000;
  const keyOf = ({ id, state, attempts }: ChainJob, step: Step) => `${step}:${id}:${state}:${attempts}`;
  /** Whether an `infer` job opens a session, by its id; absent as long as its manifest was not read. */
  const sessions = new Map<string, boolean>();
  /** Jobs whose manifests are being read. */
  const asked = new Set<string>();
  const holders = (session: boolean) =>
    [...busy.values()].filter(
      ({ step, isSession }) => (step === "take" || step === "run") && isSession === session,
    ).length;
  const isFull = (session: boolean) => holders(session) >= (session ? context.mostSessions : context.slots);

  function tick(stop: AbortSignal): void {
    for (const [id, { abandon }] of busy) {
      const job = chain.job(id);
      if (job && isOver(job, worker)) abandon.abort();
    }
    for (const job of chain.openJobs()) {
      const step = decide(statusOf(job), {
        worker,
        now: context.blockTime(),
        tidy: context.tidy,
        grace: context.graceSeconds,
      });
      if (step === undefined || busy.has(job.id) || !isOurs(job)) continue;
      if ((notBefore.get(keyOf(job, step)) ?? 0) > nowSeconds()) continue;
      const session = job.terms.kind === "infer" ? sessions.get(job.id) : false;
      if (session === undefined) lookInto(job);
      else if (step !== "take" || !isFull(session)) begin(step, job, session, stop);
      else sayFull(job);
    }
  }

  /** Whoever waits for the job is told that others come first. */
  function sayFull({ id }: ChainJob): void {
    if (context.errors.get(id)?.code === "WORKER_FULL") return;
    context.errors.set(id, new PosthumanError("WORKER_FULL"));
    context.events.wake();
  }

  /** Finds out whether the job opens a session. One whose manifest is missing or wrong is treated as any other job. */
  function lookInto(job: ChainJob): void {
    if (asked.has(job.id)) return;
    asked.add(job.id);
    void isSession(context, job)
      .catch(() => false)
      .then((found) => {
        sessions.set(job.id, found);
        asked.delete(job.id);
        wake();
      });
  }

  /** Whether the job is on a model that the worker may run, or it holds the job already. */
  function isOurs(job: ChainJob): boolean {
    if (job.worker === worker) return true;
    const custodian = chain.lineage(job.terms.model)[0]?.custodian;
    return custodian !== undefined && chain.isAuthorised(custodian, worker);
  }

  function begin(step: Step, job: ChainJob, session: boolean, stop: AbortSignal): void {
    const abandon = new AbortController();
    const key = keyOf(job, step);
    const ended = perform(step, job, AbortSignal.any([stop, abandon.signal]))
      // Done, but the index does not know yet: another try would find the chain changed.
      .then(() => void notBefore.set(key, nowSeconds() + RETRY_SECONDS))
      .catch((error: unknown) => {
        if (stop.aborted) return;
        notBefore.set(key, nowSeconds() + (isFinalRefusal(step, error) ? Infinity : RETRY_SECONDS));
        report(step, job, error);
      })
      .finally(() => {
        busy.delete(job.id);
        context.events.wake();
        wake();
      });
    busy.set(job.id, { step, isSession: session, ended, abandon });
  }

  async function perform(step: Step, job: ChainJob, signal: AbortSignal): Promise<void> {
    if (step === "take") await takeJob(context, job);
    if (step === "take" || step === "run") return runJob(context, job, signal);
    const args = step === "settle" || step === "birth" ? [job.terms, job.result] : [job.terms];
    await context.send({
      key: `${step}:${job.id}:${job.attempts}`,
      method: step,
      args,
      description: `${step} job ${job.id}`,
    });
    crashPoint(`engine.${step}`);
  }

  function report(step: Step, { id }: ChainJob, error: unknown): void {
    if (isTransient(error)) return log.debug("A step has to wait.", { job: id, step, error });
    if (step === "take" && PosthumanError.is(error) && !error.code.startsWith("TRANSACTION_")) {
      if (context.errors.get(id)?.code !== error.code) log.info("Did not take a job.", { job: id, error });
      return context.errors.set(id, error);
    }
    log.warn("A step failed.", { job: id, step, error });
  }

  return {
    wake() {
      // Refusals may be void now.
      for (const key of notBefore.keys()) if (key.startsWith("take:")) notBefore.delete(key);
      // A manifest may have come.
      for (const [id, found] of sessions) if (!found && !busy.has(id)) sessions.delete(id);
      wake();
    },
    async run(signal) {
      await mkdir(context.jobsFolder, { recursive: true, mode: 0o700 });
      while (!signal.aborted) {
        waker = new AbortController();
        tick(signal);
        await cleanFolders(context, (id) => busy.has(id)).catch((error: unknown) => {
          log.warn("Could not remove a job's folder.", { error });
        });
        const woken = AbortSignal.any([signal, waker.signal]);
        await sleep(context.pollMs, undefined, { signal: woken }).catch(() => undefined);
      }
      await Promise.all([...busy.values()].map(({ ended }) => ended));
    },
  };
}

function statusOf({ terms, ...job }: ChainJob) {
  return { ...job, reservedFor: terms.worker, deadline: Number(terms.deadline) };
}

/** Whether nothing that the worker can wait for makes the step possible; a change of the job's state still does. */
function isFinalRefusal(step: Step, error: unknown): boolean {
  if (step !== "take" || !PosthumanError.is(error)) return false;
  if (error.code === "TRANSACTION_REFUSED") return error.args["error"] === "LEASE_LAPSED_BEFORE";
  return !error.retryable && !error.code.startsWith("TRANSACTION_");
}
