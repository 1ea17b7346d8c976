import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { WorkerConfig } from "../config/configSchema.ts";
import { createIntake, intakeLimits } from "../gate/intake.ts";
import type { GateContext } from "../gate/runCall.ts";
import type { JobEvent } from "../runner/events.ts";
import { ownRun } from "../runner/isolation.ts";
import { createFairQueue, type FairQueue } from "../serving/createFairQueue.ts";
import { createModelServers, type ModelServers } from "../serving/createModelServers.ts";
import { ENGINE_SOCKET, stageEngine, type ServedModel } from "../serving/prepareServing.ts";
import { serveByVllm } from "../serving/vllm/serveByVllm.ts";
import { VLLM_ENVIRONMENT, vllmEnvironment } from "../serving/vllm/vllmSandbox.ts";
import { createSessions, tidySessions, type Sessions } from "../sessions/createSessions.ts";
import { openSessionStore } from "../sessions/openSessionStore.ts";
import { makeConversion } from "./makeConversion.ts";
import { sandboxLimits } from "./makeExecution.ts";
import type { WorkerParts } from "./openParts.ts";
import { environmentsOf, openRunner } from "./openRunner.ts";

/** What serves sessions. */
export interface Serving {
  readonly sessions: Sessions;
  readonly servers: ModelServers;
  readonly gate: GateContext;
  /** Removes what is out of reach for all clients, until the signal fires. */
  tidy(signal: AbortSignal): Promise<void>;
}

/** A time that no engine reaches: it ends when it is dropped. In seconds. */
const FOREVER = 10 * 365 * 86_400;

/** Pause between two looks at what sessions left, in milliseconds. */
const TIDY_MS = 600_000;

/** Events of engines that are shown to those who wait for them. */
const SHOWN: readonly string[] = ["start", "progress", "ready"];

/** Makes what serves sessions from the worker's parts. Folders of engines that a killed worker left are removed. */
export async function makeServing(parts: WorkerParts): Promise<Serving> {
  const { config, log, db, data, algorithms, index, events, clock, wallet, vllm } = parts;
  const { serving } = config;
  const folder = join(data.path, "serving");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const limits = { ...sandboxLimits(config), wallSeconds: FOREVER };
  const runner = openRunner(config, {
    folder,
    store: data.store,
    environments: {
      ...environmentsOf(config, algorithms),
      ...(vllm && { [VLLM_ENVIRONMENT]: vllmEnvironment(vllm) }),
    },
  });

  const chain = { now: () => clock.now(), job: (id: string) => index.job(id), worker: wallet.address };
  const sessions = createSessions({
    store: openSessionStore(db),
    ...chain,
    requestsPerMinute: serving.requestsPerMinute,
  });
  // Those who wait for a session see how its model is converted and loaded.
  const onEvent = (model: ServedModel, event: JobEvent) => {
    if (!SHOWN.includes(event.event)) return;
    for (const session of sessions.all()) {
      if (session.model.weightsRoot === model.weightsRoot && session.state() === "opening")
        events.append(session.job, event);
    }
  };
  const { threads } = config;
  // Where vLLM cannot serve, the fastest of the others does.
  const engine = serving.engine === "vllm" ? "auto" : serving.engine;
  const settings = { threads, engine, cache: serving.cache };
  const byVllm = vllm && serveByVllm(vllm, serving, { threads, limits, log });
  const stage = (model: ServedModel) => stageEngine(model, settings);
  const convert = makeConversion(parts, { runner, stage, onEvent });
  const servers = createModelServers({
    runner,
    log,
    models: serving.models,
    reserve: serving.reserve,
    onEvent,
    async prepare(model, id, signal) {
      const { staged, documents } = stage(model);
      const byOther = byVllm?.(model);
      if (byOther) return { id, staged, documents, ...byOther };
      const converted = await convert(model, id, signal);
      return {
        ...ownRun(threads),
        id,
        staged: [...staged, ...converted],
        documents,
        environment: algorithms.command("serve"),
        limits,
        socket: ENGINE_SOCKET,
      };
    },
  });

  const gate = makeGate(serving, { sessions, servers, log });

  async function tidy(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await tidySessions({ sessions, ...chain }).catch((error: unknown) => {
        log.warn("Could not tidy up after sessions.", { error });
      });
      await sleep(TIDY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return { sessions, servers, gate, tidy };
}

/** Makes what answers the calls of sessions; each model's calls wait in a queue of their own. */
function makeGate(
  serving: WorkerConfig["serving"],
  parts: Pick<GateContext, "sessions" | "servers" | "log">,
): GateContext {
  const queues = new Map<string, FairQueue>();
  return {
    ...parts,
    allowed: serving.allow,
    intake: createIntake(intakeLimits(serving)),
    requestBytes: serving.requestBytes,
    callSeconds: serving.callSeconds,
    requestsPerMinute: serving.requestsPerMinute,
    queueOf(weightsRoot) {
      const { engineCalls: total, concurrent: perLane } = serving;
      const queue = queues.get(weightsRoot) ?? createFairQueue({ total, perLane });
      queues.set(weightsRoot, queue);
      return queue;
    },
  };
}
