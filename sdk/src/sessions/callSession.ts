import { ZeroAddress } from "ethers";
import type { Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { getJob } from "../jobs/getJob.ts";
import { termsOf } from "../jobs/termsOf.ts";
import { callWorker, type WorkerCall } from "../remote/callWorker.ts";
import { readJson } from "../remote/readJson.ts";
import { signWorkerRequest } from "../remote/signWorkerRequest.ts";
import type { Session } from "./Session.ts";
import type { SessionParameters } from "./SessionParameters.ts";

/** What to ask of a session's worker. */
interface SessionCallParameters extends SessionParameters {
  /** What the account signs for, after the job's id. */
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
  const signed = await signWorkerRequest(client, { worker, action: "session", subject: `${job}:${subject}` });
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
