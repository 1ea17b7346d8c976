import { setTimeout as sleep } from "node:timers/promises";
import { PosthumanError } from "@posthuman/sdk";
import { crashPoint } from "../database/atomic.ts";
import type { ExecutionContext } from "../execution/ExecutionContext.ts";
import type { PlannedJob } from "../execution/plan.ts";
import { isTransient } from "../job/jobErrors.ts";
import { SUBMIT_SECONDS, type JobOrder, type JobOutcome } from "../job/order.ts";
import type { ModelServers } from "../serving/createModelServers.ts";
import type { LiveSession } from "./createLiveSession.ts";
import type { Sessions } from "./createSessions.ts";
import { sessionResult } from "./sessionResult.ts";

/** What sessions are served with. */
export interface SessionContext extends Pick<
  ExecutionContext,
  "refs" | "store" | "runner" | "environment" | "threads" | "log"
> {
  readonly sessions: Sessions;
  readonly servers: ModelServers;
  /** The chain's time in seconds. */
  now(): number;
}

/** Longest wait for the calls that are under way when a session ends, in milliseconds. */
const DRAIN_MS = 20_000;
const LOOK_MS = 250;

/**
 * Serves the session that an order opens, from its opening to its end, and makes the result; resumes where an earlier run
 * stopped.
 * @param plan Finds the model. If that fails, the session ends, and what was served before is still paid.
 * @param signal Stops the serving; the session stays for the next run.
 * @returns `undefined` if it was stopped.
 * @throws PosthumanError why there can be no result: `SESSION_UNUSED`, or why the engine could not be started.
 */
export async function executeSession(
  context: SessionContext,
  order: JobOrder,
  plan: () => Promise<PlannedJob>,
  signal: AbortSignal,
): Promise<JobOutcome | undefined> {
  const budget = order.manifest.session?.tokens ?? 0;
  const failure = await serveCalls(context, order, budget, plan, signal);
  if (signal.aborted) return undefined;
  const { store } = context.sessions;
  if (failure && store.totals(order.id).calls === 0) throw failure;
  const { level: isolation } = await context.runner.probe();
  const environment = { ...context.environment, threads: context.threads, isolation };
  const outcome = await sessionResult({ order, budget, environment }, { ...context, sessions: store });
  store.end(order.id);
  return outcome;
}

/**
 * Serves the calls of a session until it takes no more of them.
 * @returns why they could not be served, if so.
 */
async function serveCalls(
  context: SessionContext,
  order: JobOrder,
  budget: number,
  plan: () => Promise<PlannedJob>,
  signal: AbortSignal,
): Promise<PosthumanError | undefined> {
  const { sessions, log } = context;
  const { id: job } = order;
  let planned: PlannedJob;
  try {
    planned = await plan();
  } catch (error) {
    if (!PosthumanError.is(error) || isTransient(error)) throw error;
    sessions.store.begin(job, budget);
    sessions.store.close(job, error.code);
    return error;
  }
  const { id, weightsRoot } = order.model;
  const model = { id, weightsRoot, task: order.manifest.task, ...planned.model };
  using serving = sessions.serve({ job, model, budget });
  const { session } = serving;
  const failure = await open(context, session, order, signal);
  await untilOver(context, session, signal);
  if (signal.aborted) return undefined;
  session.close(failure?.code);
  crashPoint("session.closing");
  await session.drain(AbortSignal.any([signal, AbortSignal.timeout(DRAIN_MS)]));
  log.info("A session ended.", { job, calls: session.calls(), used: session.used(), budget });
  return failure;
}

/** Opens the session when its model's engine is ready. @returns why that cannot be. */
async function open(
  { servers, now, log }: SessionContext,
  session: LiveSession,
  { manifest, deadline }: JobOrder,
  signal: AbortSignal,
): Promise<PosthumanError | undefined> {
  if (session.state() !== "opening" && session.state() !== "open") return undefined;
  using server = servers.use(session.model);
  try {
    await server.ready(AbortSignal.any([signal, session.closing]));
    session.open(Math.min(now() + (manifest.session?.seconds ?? 0), deadline - SUBMIT_SECONDS));
    crashPoint("session.open");
    log.info("A session is open.", { job: session.job, model: session.model.id, until: session.ends() });
    return undefined;
  } catch (error) {
    if (signal.aborted || session.closing.aborted) return undefined;
    if (!PosthumanError.is(error, "ENGINE_BROKEN")) throw error;
    session.close(error.code);
    return error;
  }
}

/** Waits until the session takes no more calls, or its time is up. */
async function untilOver({ now }: SessionContext, session: LiveSession, signal: AbortSignal): Promise<void> {
  const woken = AbortSignal.any([signal, session.closing]);
  while (!woken.aborted && now() < session.ends()) {
    await sleep(LOOK_MS, undefined, { signal: woken }).catch(() => undefined);
  }
}
