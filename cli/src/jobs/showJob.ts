import {
  catalogue,
  fetchJob,
  followJob,
  PosthumanError,
  type Client,
  type ErrorCode,
  type JobUpdate,
  type WorkerEvent,
} from "@posthuman/sdk";
import { showEvents, type EventDisplay } from "./showEvents.ts";

/**
 * Shows what happens to a job until it ends: bars and lines of text, or lines of JSON.
 * @returns The child's datatoken, if one was born.
 * @throws PosthumanError the reason, if the job failed or its worker will not take it; `JOB_GIVEN_UP` for one that the
 * catalogue has no words for.
 */
export async function showJob(
  client: Client,
  id: string,
  { endpoint, json }: { readonly endpoint?: string | undefined; readonly json?: boolean | undefined },
): Promise<string | undefined> {
  using display = showEvents(id);
  let child: string | undefined;
  // Whoever stops waiting must know what was paid for.
  if (json) process.stderr.write(`${JSON.stringify({ type: "job", job: id })}\n`);
  else display.say(`Job: ${id}`);
  for await (const update of followJob(client, id, endpoint === undefined ? {} : { endpoint })) {
    if (json) process.stderr.write(`${JSON.stringify(update)}\n`);
    else show(display, update);
    if (update.type === "birth") child = update.child;
    if (update.type === "event" && update.event.event === "refused") refusedBy(update.event, id);
    if (update.type === "state" && update.reason) throw await failure(id, update.reason, endpoint);
  }
  return child;
}

function show(display: EventDisplay, update: JobUpdate): void {
  if (update.type === "state") display.say(`on chain: ${update.state}`);
  if (update.type === "birth") display.say(`a model was born: ${update.child}`);
  // Changes of state are read from the chain.
  if (update.type === "event" && update.event.event !== "state") display.show(update.event);
}

/** The chain holds a code alone, which may be anything that the worker wrote; the worker says which row, which parameter. */
async function failure(id: string, reason: string, endpoint: string | undefined): Promise<PosthumanError> {
  if (!Object.hasOwn(catalogue, reason)) return new PosthumanError("JOB_GIVEN_UP", { reason });
  const told = endpoint === undefined ? undefined : await fetchJob(endpoint, id).catch(() => undefined);
  const args = told?.error?.code === reason ? told.error.args : {};
  return new PosthumanError(reason as ErrorCode, args);
}

/**
 * Makes sure that a worker that refuses a job may still take it. The error carries the job as `refusedJob`, so that its
 * owner is told how to take it back.
 * @throws PosthumanError why not; `JOB_GIVEN_UP` for what the catalogue has no words for.
 */
export function refusedBy({ error }: WorkerEvent, id: string): void {
  if (error === undefined || error.retryable) return;
  if (!Object.hasOwn(catalogue, error.code))
    throw new PosthumanError("JOB_GIVEN_UP", { reason: error.code, refusedJob: id });
  throw new PosthumanError(error.code, { ...error.args, refusedJob: id });
}
