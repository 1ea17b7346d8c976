import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { GateContext } from "../gate/GateContext.ts";
import { createFairQueue, type FairQueue } from "../serving/createFairQueue.ts";
import { createModelServers, type ModelServers } from "../serving/createModelServers.ts";
import { prepareServing } from "../serving/prepareServing.ts";
import { createSessions, type Sessions } from "../sessions/createSessions.ts";
import { openSessionStore } from "../sessions/openSessionStore.ts";
import { sandboxLimits } from "./sandboxLimits.ts";
import type { WorkerParts } from "./WorkerParts.ts";

/** What serves sessions. */
export interface Serving {
  readonly sessions: Sessions;
  readonly servers: ModelServers;
  readonly gate: GateContext;
}

/** A time that no engine reaches: it ends when it is dropped. In seconds. */
const FOR_EVER = 10 * 365 * 86_400;

/** Makes what serves sessions from the worker's parts. Folders of engines that a killed worker left are removed. */
export async function makeServing(parts: WorkerParts): Promise<Serving> {
  const { config, log, db, data, runner, algorithms, index, events, clock, wallet } = parts;
  const { serving } = config;
  const folder = join(data.path, "serving");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const limits = { ...sandboxLimits(config), wallSeconds: FOR_EVER };

  const sessions = createSessions({
    store: openSessionStore(db),
    now: () => clock.now(),
    requestsPerMinute: serving.requestsPerMinute,
    job: (id) => index.job(id),
    worker: wallet.address,
  });
  const servers = createModelServers({
    ...{ folder, runner, log, models: serving.models, reserve: serving.reserve },
    async prepare(model, own) {
      const { engine, cache } = serving;
      await prepareServing(model, own, data.store, { threads: config.threads, engine, cache });
      return { folder: own, limits, ...algorithms.command("serve") };
    },
    // Whoever waits for a session sees how its model is loaded.
    onEvent(model, event) {
      for (const session of sessions.all()) {
        if (session.model.weightsRoot === model.weightsRoot && session.state() === "opening")
          events.append(session.job, event);
      }
    },
  });
  const queues = new Map<string, FairQueue>();
  const gate: GateContext = {
    ...{ sessions, servers, log, allowed: serving.allow },
    requestBytes: serving.requestBytes,
    callSeconds: serving.callSeconds,
    requestsPerMinute: serving.requestsPerMinute,
    queueOf(weightsRoot) {
      const { engineCalls: total, concurrent: perLane, waiting } = serving;
      const queue = queues.get(weightsRoot) ?? createFairQueue({ total, perLane, waiting });
      queues.set(weightsRoot, queue);
      return queue;
    },
  };
  return { sessions, servers, gate };
}
