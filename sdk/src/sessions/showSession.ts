import type { Client } from "../client/Client.ts";
import { signedSubjects } from "../protocol/requests.ts";
import { callSession, type Session, type SessionParameters } from "./callSession.ts";

/**
 * The state of the client's own session: what is left of its budget, until when it is open, how many keys it has.
 *
 * @throws PosthumanError `REQUEST_FORBIDDEN`, `JOB_UNKNOWN`, `SESSION_NOT_LEASED`, `WORKER_UNREACHABLE`.
 *
 * @example
 * const { state, tokens, used } = await showSession(client, { endpoint, job: id });
 */
export async function showSession(client: Client, parameters: SessionParameters): Promise<Session> {
  const subject = signedSubjects.showSession(parameters.job);
  return callSession(client, { ...parameters, method: "GET", path: "", subject });
}
