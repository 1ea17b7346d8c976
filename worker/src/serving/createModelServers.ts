import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../log/createLogger.ts";
import type { JobEvent } from "../runner/events.ts";
import type { Runner } from "../runner/Runner.ts";
import type { EngineRequest, ReadyEngine } from "./connectEngine.ts";
import { createModelServer, type ModelServer } from "./createModelServer.ts";
import type { EngineRun, ServedModel } from "./prepareServing.ts";

/** The engines of all models that are served. */
export interface ModelServers {
  /** Keeps the model's engine from being dropped until disposed. */
  use(model: ServedModel): UsedServer;
  /** Drops engines under memory pressure until the signal fires, then ends all. */
  run(signal: AbortSignal): Promise<void>;
}

/** An engine in use. */
export interface UsedServer extends Disposable {
  /** Waits until the engine answers. @throws PosthumanError `ENGINE_BROKEN`. */
  ready(signal: AbortSignal): Promise<ReadyEngine>;
  /** Sends a request when the engine answers. @throws PosthumanError `ENGINE_BROKEN`, `ENGINE_RESTARTING`. */
  send(request: EngineRequest): Promise<IncomingMessage>;
}

/** How engines are kept. */
export interface ModelServersOptions {
  readonly runner: Pick<Runner, "start" | "remove">;
  /** Says how a model's engine is run, under that id. */
  prepare(model: ServedModel, id: string, signal: AbortSignal): Promise<EngineRun>;
  readonly onEvent: (model: ServedModel, event: JobEvent) => void;
  readonly log: Logger;
  /** Engines at a time. */
  readonly models: number;
  /** Free memory in bytes below which the engine that was longest without a call is dropped. */
  readonly reserve: number;
  /** Free memory in bytes. */
  freeMemory?(): number;
  readonly pauseMs?: number;
}

interface Entry {
  readonly server: ModelServer;
  readonly model: ServedModel;
  users: number;
  /** When it was last used, by the monotonic clock. */
  last: number;
}

const LOOK_MS = 2_000;
/** Pause before an engine that just died is looked for again. */
const DEAD_MS = 50;

/**
 * Makes the pool. An engine is started when its model is first used and stays warm; those that nobody uses are dropped,
 * the least recently used first, when memory runs short or another model needs the place.
 */
export function createModelServers(options: ModelServersOptions): ModelServers {
  const { log, models, reserve, freeMemory = () => process.availableMemory() } = options;
  const entries = new Map<string, Entry>();
  let made = 0;

  function entryOf(model: ServedModel): Entry {
    const found = entries.get(model.weightsRoot);
    if (found) return found;
    // A run of one that is ending may still be there.
    const id = `${model.weightsRoot}-${++made}`;
    const server = createModelServer({
      ...options,
      model,
      id,
      prepare: (signal) => options.prepare(model, id, signal),
      onEvent: (event) => options.onEvent(model, event),
    });
    const entry = { server, model, users: 0, last: performance.now() };
    entries.set(model.weightsRoot, entry);
    return entry;
  }

  const running = () => [...entries.values()].filter(({ server }) => server.isRunning());

  /** Ends the engine that nobody uses and that was used longest ago. @returns whether there was one. */
  async function dropOne(why: string): Promise<boolean> {
    const [idle] = running()
      .filter(({ users }) => users === 0)
      .sort((a, b) => a.last - b.last);
    if (!idle) return false;
    log.info("Dropped a model's engine.", { model: idle.model.id, why });
    entries.delete(idle.model.weightsRoot);
    await idle.server.stop();
    return true;
  }

  async function makeRoom(): Promise<void> {
    while (running().length >= models && (await dropOne("another model needs its place")));
    while (freeMemory() < reserve && (await dropOne("memory runs short")));
  }

  return {
    use(model) {
      const entry = entryOf(model);
      entry.users += 1;
      const ready = async (signal: AbortSignal) => {
        if (!entry.server.isRunning() && !entry.server.broken()) await makeRoom();
        return entry.server.ready(signal);
      };
      return {
        ready,
        async send(request) {
          for (;;) {
            const connection = await ready(request.signal);
            try {
              return await connection.send(request);
            } catch (error) {
              // It died before it got the request; the next one will have it.
              if (request.signal.aborted || !connection.isDead()) throw error;
            }
            await sleep(DEAD_MS, undefined, { signal: request.signal });
          }
        },
        [Symbol.dispose]() {
          entry.users -= 1;
          entry.last = performance.now();
        },
      };
    },
    async run(signal) {
      while (!signal.aborted) {
        if (freeMemory() < reserve) await dropOne("memory runs short");
        await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
      }
      await Promise.all(running().map(({ server }) => server.stop()));
    },
  };
}
