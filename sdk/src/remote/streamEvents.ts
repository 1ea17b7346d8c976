import { EventSourceParserStream } from "eventsource-parser/stream";
import { pause } from "../base/async.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { isFinal } from "../protocol/job.ts";
import { callWorker } from "./callWorker.ts";

/** What a worker reports about a job while it runs; the fields depend on the event. */
export interface WorkerEvent {
  /**
   * `start`, `progress`, `checkpoint`, `metrics`, `error`, `end` come from the algorithm, `ready` from a session's
   * engine; `state` when the job's state on chain changed, `refused` when the worker does not take the job for now.
   */
  readonly event: string;
  /** When, as ISO 8601. */
  readonly time?: string;
  /** `progress`, `checkpoint`: steps done. */
  readonly step?: number;
  /** `start`, `progress`: steps in all. */
  readonly total?: number;
  readonly loss?: number;
  readonly tokens_per_s?: number;
  /** Seconds left. */
  readonly eta_s?: number;
  /** `progress`: what is being done, such as `training`. */
  readonly phase?: string;
  /** `refused`: why. If it is not retryable, the worker will not take the job at all, and it can be cancelled. */
  readonly error?: ReturnType<PosthumanError["toJSON"]>;
  /** `state`: the new one. */
  readonly state?: string;
  readonly [field: string]: unknown;
}

/** How to listen. */
export interface StreamEventsOptions {
  /** Ends the stream. */
  readonly signal?: AbortSignal | undefined;
  /** First pause before connecting again, in milliseconds; each further one is twice as long, up to 10 s. */
  readonly pauseMs?: number | undefined;
}

/**
 * What a worker reports about a job, as it happens, from the beginning. When the connection breaks it is opened again
 * and continues where it was. Ends with the job, or when the signal fires.
 *
 * @throws PosthumanError `JOB_UNKNOWN` or another error of the worker that waiting does not fix.
 *
 * @example
 * for await (const { event, step, total } of streamEvents(endpoint, id)) console.log(event, step, total);
 */
export async function* streamEvents(
  endpoint: string,
  id: string,
  { signal, pauseMs = 250 }: StreamEventsOptions = {},
): AsyncGenerator<WorkerEvent> {
  let lastId: string | undefined;
  let wait = pauseMs;
  while (!signal?.aborted) {
    try {
      for await (const { id: number, data } of await listen(endpoint, id, lastId, signal)) {
        wait = pauseMs;
        lastId = number ?? lastId;
        const event = JSON.parse(data) as WorkerEvent;
        yield event;
        if (event.event === "state" && isFinal(String(event.state))) return;
      }
    } catch (error) {
      // A connection that broke in the middle is not an error of the catalogue.
      if (PosthumanError.is(error) && !error.retryable) throw error;
    }
    await pause(wait, signal);
    wait = Math.min(2 * wait, 10_000);
  }
}

async function listen(endpoint: string, id: string, lastId: string | undefined, signal?: AbortSignal) {
  const headers = {
    accept: "text/event-stream",
    ...(lastId === undefined ? {} : { "last-event-id": lastId }),
  };
  const init = { headers, ...(signal ? { signal } : {}) };
  const { body } = await callWorker(endpoint, `/jobs/${id}/events`, init);
  return body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
}
