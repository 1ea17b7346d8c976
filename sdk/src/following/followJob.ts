import { mergeStreams } from "../base/async.ts";
import type { Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { streamEvents } from "../remote/streamEvents.ts";
import { followChain, type JobUpdate } from "./followChain.ts";

/** How to follow. */
export interface FollowJobOptions {
  /** Base URL of the worker's API, for what happens between the chain's events; without it the chain alone tells. */
  readonly endpoint?: string;
  /** Ends the stream. */
  readonly signal?: AbortSignal;
  /** Pause between looks at the chain, in milliseconds; default 1000. */
  readonly pollMs?: number;
}

/**
 * Everything that happens to a job, from its request on: changes of its state, progress, the child's birth, and what
 * the worker tells while it runs. Waits for a chain or worker that does not answer. Ends with the job, or, where a
 * birth is due, with the birth.
 *
 * @throws PosthumanError an error of the chain that waiting does not fix.
 *
 * @example
 * for await (const update of followJob(client, id, { endpoint })) {
 *   if (update.type === "state") console.log(update.state);
 * }
 */
export async function* followJob(
  client: Client,
  id: string,
  { endpoint, signal, pollMs = 1000 }: FollowJobOptions = {},
): AsyncGenerator<JobUpdate> {
  // Ends the worker's stream when the caller stops listening, or the job ends.
  const stop = new AbortController();
  const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const chain = followChain(client, id, { signal: both, pollMs });
  const worker = endpoint === undefined ? [] : [eventsOf(endpoint, id, both)];
  try {
    yield* mergeStreams<JobUpdate>(chain, ...worker);
  } finally {
    stop.abort();
  }
}

/** The worker's events are optional: whatever is wrong with them, the chain still tells how the job goes. */
async function* eventsOf(endpoint: string, id: string, signal: AbortSignal): AsyncGenerator<JobUpdate> {
  try {
    for await (const event of streamEvents(endpoint, id, { signal })) yield { type: "event", event };
  } catch (error) {
    if (!PosthumanError.is(error)) throw error;
  }
}
