import { setTimeout as sleep } from "node:timers/promises";
import { catalogue, PosthumanError } from "@posthuman/sdk";
import type { Logger } from "../log/createLogger.ts";
import { followRun, type JobEvent } from "../runner/events.ts";
import type { RunHandle, Runner, RunResult } from "../runner/Runner.ts";
import { contextOf, reasonIn, tryEngine } from "./askEngine.ts";
import { connectEngine, type EngineConnection, type ReadyEngine } from "./connectEngine.ts";
import type { EngineRun, ServedModel } from "./prepareServing.ts";

/** The engine of one model: one process in its sandbox, started again when it dies. */
export interface ModelServer {
  /** Starts the engine if it does not run, and waits until it answers. @throws PosthumanError `ENGINE_BROKEN`. */
  ready(signal: AbortSignal): Promise<ReadyEngine>;
  /** Ends the engine; `ready` would start it again. */
  stop(): Promise<void>;
  /** Why it cannot be started, for some minutes; then it is tried anew. */
  broken(): PosthumanError | undefined;
  isRunning(): boolean;
}

/** How an engine is run. */
export interface ModelServerOptions {
  readonly model: ServedModel;
  /** Names its run, which is the engine's alone, and removed with it. */
  readonly id: string;
  readonly runner: Pick<Runner, "start" | "remove">;
  /** Says what to run; of its `id`. */
  prepare(signal: AbortSignal): Promise<EngineRun>;
  readonly onEvent: (event: JobEvent) => void;
  readonly log: Logger;
  /** First pause before a new start, in milliseconds; each further one is twice as long. */
  readonly pauseMs?: number;
  /** Time for which an engine that was given up is not tried again, in milliseconds. */
  readonly restMs?: number;
}

/** Starts in a row that may fail. */
const MOST_FAILURES = 5;
/** A run that was so long is no failed start, in seconds. */
const STABLE_SECONDS = 60;
const LONGEST_PAUSE_MS = 60_000;
const REST_MS = 600_000;
const LOOK_MS = 100;

/** Makes the server of a model; nothing runs until it is needed. */
export function createModelServer(options: ModelServerOptions): ModelServer {
  const { model, id, runner, log, pauseMs = 500, restMs = REST_MS } = options;
  const facts = { model: model.id, weightsRoot: model.weightsRoot };
  let stopping = new AbortController();
  let loop: Promise<void> | undefined;
  let connection = Promise.withResolvers<ReadyEngine>();
  let broken: PosthumanError | undefined;
  let brokenAt = 0;

  function start(): void {
    stopping = new AbortController();
    broken = undefined;
    renew();
    loop = keepRunning(stopping.signal).finally(() => (loop = undefined));
  }

  /** A promise of the next connection, which may go unawaited. Callers that still wait for the last one get this one. */
  function renew(): void {
    const last = connection;
    connection = Promise.withResolvers();
    for (const { promise } of [last, connection]) promise.catch(() => undefined);
    last.resolve(connection.promise);
  }

  async function keepRunning(signal: AbortSignal): Promise<void> {
    try {
      for (let failures = 0; !signal.aborted;) {
        const begun = performance.now();
        const failure = await runOnce(signal).catch((error: unknown) => error);
        if (signal.aborted) break;
        failures = performance.now() - begun > STABLE_SECONDS * 1_000 ? 1 : failures + 1;
        // Its code alone: the rest is the engine's words, and could hold what it was asked.
        log.warn("A model's engine ended.", { ...facts, failures, code: codeOf(failure) });
        if (failures >= MOST_FAILURES || isFinal(failure)) return giveUp(failure);
        const pause = Math.min(pauseMs * 2 ** (failures - 1), LONGEST_PAUSE_MS);
        await sleep(pause, undefined, { signal }).catch(() => undefined);
      }
    } finally {
      connection.reject(broken ?? new PosthumanError("ENGINE_RESTARTING"));
      await runner.remove(id);
    }
  }

  function giveUp(failure: unknown): void {
    brokenAt = performance.now();
    broken = new PosthumanError("ENGINE_BROKEN", { reason: `it ended with ${codeOf(failure)}` });
    log.error("Gave a model's engine up.", { ...facts, code: codeOf(failure) });
  }

  /** Runs the engine from its start to its end. @returns why it ended. */
  async function runOnce(signal: AbortSignal): Promise<unknown> {
    const prepared = await options.prepare(signal);
    const run = await runner.start(prepared);
    const over = new AbortController();
    const refused = new AbortController();
    const stop = AbortSignal.any([signal, refused.signal]);
    const running = followRun(run, { signal: stop, onEvent: options.onEvent }).finally(() => over.abort());
    const refuse = (reason: string) => refused.abort(reason);
    const connecting = connectTo(run, prepared, refuse, AbortSignal.any([stop, over.signal]));
    const result = await running;
    const connected = await connecting;
    connected?.close();
    if (!connected && prepared.outside && !signal.aborted) {
      // It was not asked for anything yet, so its output contains no one's data.
      const reason = refused.signal.aborted ? String(refused.signal.reason) : reasonIn(result.consoleTail);
      prepared.outside.onUnfit(reason ?? codeOf(endOf(result)));
      return runOnce(signal);
    }
    renew();
    return endOf(result);
  }

  async function connectTo(
    run: RunHandle,
    { outside }: EngineRun,
    refuse: (reason: string) => void,
    signal: AbortSignal,
  ): Promise<EngineConnection | undefined> {
    const begun = performance.now();
    while (!signal.aborted) {
      const found = await run.connect();
      const opened = found && connectEngine(found);
      const context = opened && (await contextOf(opened, signal));
      if (context !== undefined) {
        const trouble =
          outside && (await tryEngine(opened!, model.weightsRoot, signal).catch(() => "it gave no answer"));
        if (trouble !== undefined) {
          opened!.close();
          refuse(trouble);
          return undefined;
        }
        if (outside) options.onEvent({ event: "ready", engine: outside.name, context });
        log.info("A model's engine is ready.", { ...facts, seconds: (performance.now() - begun) / 1_000 });
        connection.resolve({ ...opened!, context, dialect: outside?.name });
        return opened;
      }
      opened?.close();
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  }

  const stillBroken = () => (performance.now() - brokenAt < restMs ? broken : undefined);

  return {
    async ready(signal) {
      const trouble = stillBroken();
      if (trouble) throw trouble;
      if (!loop) start();
      const aborted = Promise.withResolvers<never>();
      const onAbort = () => aborted.reject(signal.reason as Error);
      if (signal.aborted) onAbort();
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        return await Promise.race([connection.promise, aborted.promise]);
      } finally {
        signal.removeEventListener("abort", onAbort);
      }
    },
    async stop() {
      stopping.abort();
      await loop;
    },
    broken: stillBroken,
    isRunning: () => loop !== undefined,
  };
}

function codeOf(failure: unknown): string {
  return PosthumanError.is(failure) ? failure.code : "INTERNAL";
}

function endOf({ failure, exitCode }: RunResult): unknown {
  return failure
    ? new PosthumanError(failure.code, failure.args)
    : new PosthumanError("JOB_CRASHED", { exitCode: exitCode ?? 0 });
}

/** Whether the engine named a reason that another start would not fix. A crash or a limit may be temporary. */
function isFinal(failure: unknown): boolean {
  if (!PosthumanError.is(failure) || failure.code.startsWith("JOB_")) return false;
  return !catalogue[failure.code].retryable;
}
