import { mkdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { PosthumanError, type Manifest, type Result } from "@posthuman/sdk";
import { crashPoint } from "../database/crashPoint.ts";
import type { EngineContext } from "../engine/EngineContext.ts";
import { loadResult, saveResult } from "../engine/savedResult.ts";
import { planJob } from "../execution/planJob.ts";
import type { ChainJob } from "../job/ChainJob.ts";
import { isTransient } from "../job/jobErrors.ts";
import { readManifest } from "../job/readManifest.ts";
import type { ServedModel } from "../serving/prepareServing.ts";
import type { LiveSession } from "./createLiveSession.ts";
import { sessionResult } from "./sessionResult.ts";

/** Seconds before a job's deadline at which its session ends, so that the result comes in time. */
export const SUBMIT_SECONDS = 60;
/** Longest wait for the calls that are under way when a session ends, in milliseconds. */
const DRAIN_MS = 20_000;
const LOOK_MS = 250;

/**
 * Serves the session of a leased job from its opening to its end, and makes the result; goes on where an earlier run
 * stopped.
 * @param folder The job's folder.
 * @param signal Stops the serving; the session stays for the next run.
 * @returns `undefined` if it was stopped.
 * @throws PosthumanError why there can be no result: `SESSION_UNUSED`, or why the engine could not be started.
 */
export async function executeSession(
  context: EngineContext,
  job: ChainJob,
  folder: string,
  signal: AbortSignal,
): Promise<Result | undefined> {
  const saved = await loadResult(folder);
  if (saved) return saved;
  const manifest = await readManifest(context.refs, job.terms);
  const budget = manifest.session?.tokens ?? 0;
  const failure = await serveCalls(context, job, budget, manifest, signal);
  if (signal.aborted) return undefined;
  const { sessions, worker, refs, store, threads } = context;
  if (failure && sessions.store.totals(job.id).calls === 0) throw failure;
  const result = await sessionResult(
    {
      ...{ job: job.id, terms: job.terms, manifest, budget, worker },
      environment: { ...context.environment, threads, isolation: await isolationOf(context) },
      price: context.prices.infer.fixed,
    },
    { refs, store, sessions: sessions.store },
  );
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await saveResult(folder, result);
  sessions.store.end(job.id);
  crashPoint("session.collected");
  return result;
}

/**
 * Serves the calls of a session until it takes no more of them.
 * @returns why they could not be served, if so: what was served before is paid all the same.
 */
async function serveCalls(
  context: EngineContext,
  job: ChainJob,
  budget: number,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<PosthumanError | undefined> {
  const { sessions, log } = context;
  let model: ServedModel;
  try {
    model = await servedModel(context, job);
  } catch (error) {
    if (!PosthumanError.is(error) || isTransient(error)) throw error;
    sessions.store.begin(job.id, budget);
    sessions.store.close(job.id, error.code);
    return error;
  }
  using serving = sessions.serve({ job: job.id, model, budget });
  const { session } = serving;
  const failure = await open(context, session, manifest, Number(job.terms.deadline), signal);
  await untilOver(context, session, signal);
  if (signal.aborted) return undefined;
  session.close(failure?.code);
  crashPoint("session.closing");
  await session.drain(AbortSignal.any([signal, AbortSignal.timeout(DRAIN_MS)]));
  log.info("A session ended.", { job: job.id, calls: session.calls(), used: session.used(), budget });
  return failure;
}

async function servedModel(context: EngineContext, job: ChainJob): Promise<ServedModel> {
  const { manifest, model } = await planJob(context, job);
  const id = job.terms.model;
  const weightsRoot = context.chain.lineage(id)[0]?.weightsRoot ?? "";
  return { id, name: model.name, task: manifest.task, weightsRoot, files: model.files };
}

/** Opens the session when its model's engine is ready. @returns why that cannot be. */
async function open(
  { servers, now, log }: EngineContext,
  session: LiveSession,
  manifest: Manifest,
  deadline: number,
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
async function untilOver({ now }: EngineContext, session: LiveSession, signal: AbortSignal): Promise<void> {
  const woken = AbortSignal.any([signal, session.closing]);
  while (!woken.aborted && now() < session.ends()) {
    await sleep(LOOK_MS, undefined, { signal: woken }).catch(() => undefined);
  }
}

async function isolationOf({ runner }: EngineContext): Promise<string> {
  return (await runner.isolation()).level;
}
