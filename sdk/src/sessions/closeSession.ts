import type { Client } from "../client/Client.ts";
import { signedSubjects } from "../protocol/requests.ts";
import { callSession, type Session, type SessionParameters } from "./callSession.ts";

/**
 * Ends the client's own session. The worker answers what it has begun, makes the receipt and asks for the used part of
 * its fee; the rest comes back when the job is settled. A session that answered no call is refunded in full.
 *
 * @throws PosthumanError `REQUEST_FORBIDDEN`, `JOB_UNKNOWN`, `WORKER_UNREACHABLE`.
 *
 * @example
 * const { used, tokens } = await closeSession(client, { endpoint, job: id });
 */
export async function closeSession(client: Client, parameters: SessionParameters): Promise<Session> {
  const subject = signedSubjects.closeSession(parameters.job);
  return callSession(client, { ...parameters, method: "POST", path: "/close", subject });
}
