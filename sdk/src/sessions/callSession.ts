import { ZeroAddress } from "ethers";
import type { Client } from "../client/Client.ts";
import type { ErrorCode } from "../errors/catalogue.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { getJob } from "../jobs/getJob.ts";
import { termsOf } from "../jobs/termsOf.ts";
import { callWorker, readJson, type WorkerCall } from "../remote/callWorker.ts";
import { signWorkerRequest } from "../remote/signWorkerRequest.ts";

/** `opening`: the model is being loaded. `closing`: no more calls; the receipt is being made. */
export type SessionState = "opening" | "open" | "closing" | "closed";

/** A session as its worker shows it to its owner. */
export interface Session {
  /** The job that pays for it. */
  readonly job: string;
  /** What calls name as their `model`. */
  readonly model: string;
  readonly state: SessionState;
  /** Budget of tokens, prompts and completions together. */
  readonly tokens: number;
  /** Tokens of the calls that were answered. */
  readonly used: number;
  /** Calls that were answered. */
  readonly calls: number;
  /** Unix time in seconds when it closes; null while it is opening. */
  readonly expires: number | null;
  /** What clients of OpenAI's API take as base URL. */
  readonly baseUrl: string;
  /** SHA-256 of each key, in hex. */
  readonly keys: readonly string[];
  /** Why it ended before its budget or its time did. */
  readonly reason?: ErrorCode;
}

/** Which session, at which worker. */
export interface SessionParameters {
  /** Base URL of the worker's API. */
  readonly endpoint: string;
  /** The id of the session's job. */
  readonly job: string;
}

/** What to ask of a session's worker. */
interface SessionCallParameters extends SessionParameters {
  /** What the account signs for, one of `signedSubjects`. */
  readonly subject: string;
  readonly method: "GET" | "POST" | "DELETE";
  /** From a slash on, after the session's own path. */
  readonly path: string;
  readonly body?: object;
}

/**
 * Asks something of a session under the account's signature, which is good for this session's worker only.
 * @returns How the session stands afterwards.
 */
export async function callSession(client: Client, parameters: SessionCallParameters): Promise<Session> {
  const { endpoint, job, subject, method, path, body } = parameters;
  const worker = await workerOf(client, job);
  const signed = await signWorkerRequest(client, { worker, action: "session", subject });
  const init: WorkerCall =
    body === undefined
      ? { method, headers: signed }
      : { method, headers: { ...signed, "content-type": "application/json" }, body: JSON.stringify(body) };
  return (await readJson(await callWorker(endpoint, `/sessions/${job}${path}`, init))) as Session;
}

/** Who holds the job, or else the only one that may take it. */
async function workerOf(client: Client, id: string): Promise<string> {
  const { worker: holder, state } = await getJob(client, id);
  if (holder !== undefined) return holder;
  const { worker: named } = await termsOf(client, id);
  if (named === ZeroAddress) throw new PosthumanError("SESSION_NOT_LEASED", { id, state });
  return named;
}
