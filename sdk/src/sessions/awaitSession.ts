import { pause } from "../base/async.ts";
import type { Client } from "../client/Client.ts";
import { catalogue, type ErrorCode } from "../errors/catalogue.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { callWorker, readJson } from "../remote/callWorker.ts";
import { fetchJob } from "../remote/fetchJob.ts";
import { streamEvents, type WorkerEvent } from "../remote/streamEvents.ts";
import { addSessionKey } from "./addSessionKey.ts";
import type { Session, SessionParameters } from "./callSession.ts";
import { withPatience } from "./withPatience.ts";

/** Which session, and who wants to know how it goes. */
export interface AwaitSessionParameters extends SessionParameters {
  /** Called with what the worker tells: why the job has to wait, and how the model is converted and loaded. */
  readonly onEvent?: ((event: WorkerEvent) => void) | undefined;
  /** Pause between looks, in milliseconds; default 500. */
  readonly pollMs?: number | undefined;
  /** How long a worker may be silent, as it is while it restarts, in milliseconds; default two minutes. */
  readonly patienceMs?: number | undefined;
}

/** A session that takes calls, and a key for it. */
export interface OpenedSession {
  readonly job: string;
  /** `OPENAI_BASE_URL`. */
  readonly baseUrl: string;
  /** `OPENAI_API_KEY`. It is nowhere else: who loses it makes another one (`addSessionKey`). */
  readonly apiKey: string;
  /** What calls name as their `model`. */
  readonly modelName: string;
  /** Budget of tokens, prompts and completions together. */
  readonly tokens: number;
  /** Tokens used up so far. */
  readonly used: number;
  /** Unix time in seconds until which it is open. */
  readonly expires: number;
}

/** States of a job in which its worker may still open its session. */
const hopeful = ["Requested", "Leased"];

/**
 * Makes a key for a session that was requested, and waits until the session is open. The account signs once, for the
 * key.
 *
 * A worker that cannot take the job for now (short of stake, or full) tells why by an event `refused`, and tries again.
 *
 * @throws PosthumanError the reason why the worker will not take the job, with its id as `refusedJob` (it can be
 * cancelled), or why it gave it up; `SESSION_CLOSED` if it is over; `SESSION_NOT_LEASED`, `REQUEST_FORBIDDEN`;
 * `WORKER_UNREACHABLE` with the id as `job`: call this again when the worker is back.
 *
 * @example
 * const { baseUrl, apiKey, modelName: model } = await awaitSession(client, { endpoint, job: id });
 * const openai = new OpenAI({ baseURL: baseUrl, apiKey });
 */
export async function awaitSession(
  client: Client,
  { onEvent, pollMs = 500, patienceMs = 120_000, ...parameters }: AwaitSessionParameters,
): Promise<OpenedSession> {
  const { endpoint, job: id } = parameters;
  const patience = { job: id, pollMs, patienceMs };
  const stop = new AbortController();
  if (onEvent !== undefined) void tell(parameters, onEvent, stop.signal);
  try {
    // The worker waits for its confirmations before it knows the job.
    while (!(await withPatience(patience, () => isKnown(parameters)))) await pause(pollMs);
    const added = await withPatience(patience, () => addSessionKey(client, parameters));
    const { apiKey } = added;
    let { session } = added;
    while (session.state === "opening") {
      await withPatience(patience, () => requireHope(parameters));
      await pause(pollMs);
      session = await withPatience(patience, () => look(endpoint, id, apiKey));
    }
    if (session.state !== "open") throw endOf(session);
    const { model: modelName, tokens, used, expires } = session;
    // Where it was reached, rather than what the worker takes for its own address.
    const baseUrl = `${endpoint.replace(/\/+$/, "")}/v1`;
    return { job: id, baseUrl, apiKey, modelName, tokens, used, expires: expires ?? 0 };
  } finally {
    stop.abort();
  }
}

async function isKnown({ endpoint, job }: SessionParameters): Promise<boolean> {
  try {
    await fetchJob(endpoint, job);
    return true;
  } catch (error) {
    if (PosthumanError.is(error, "JOB_UNKNOWN")) return false;
    throw error;
  }
}

/** The session's state, for anyone who has a key. */
async function look(endpoint: string, job: string, apiKey: string): Promise<Session> {
  const headers = { authorization: `Bearer ${apiKey}` };
  return (await readJson(await callWorker(endpoint, `/sessions/${job}`, { headers }))) as Session;
}

/** Throws why the job will not come to a session, if that is certain. */
async function requireHope({ endpoint, job: id }: SessionParameters): Promise<void> {
  const { state, error } = await fetchJob(endpoint, id);
  const refused = state === "Requested" ? { refusedJob: id } : {};
  if (error !== undefined && !error.retryable) throw known(error.code, { ...error.args, ...refused });
  if (!hopeful.includes(state)) throw known(error?.code ?? "SESSION_CLOSED", { ...error?.args, id });
}

function endOf({ job: id, reason = "SESSION_CLOSED" }: Session): PosthumanError {
  return known(reason, { id });
}

function known(code: string, args: PosthumanError["args"]): PosthumanError {
  const isKnownHere = Object.hasOwn(catalogue, code);
  return new PosthumanError(isKnownHere ? (code as ErrorCode) : "SESSION_CLOSED", args);
}

/** The worker's events are optional: what is wrong with them stops nothing. */
async function tell(
  { endpoint, job }: SessionParameters,
  onEvent: (event: WorkerEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const event of streamEvents(endpoint, job, { signal })) onEvent(event);
  } catch (error) {
    if (!PosthumanError.is(error)) throw error;
  }
}
