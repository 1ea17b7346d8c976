import type { Client } from "../client/Client.ts";
import { signedSubjects } from "../protocol/requests.ts";
import { newSessionKey, sessionKeyHash } from "../protocol/sessionKeys.ts";
import { callSession, type Session, type SessionParameters } from "./callSession.ts";

/** A key that was made, and the session that it opens. */
export interface AddedSessionKey {
  /** What clients of OpenAI's API take as API key. It is kept nowhere else. */
  readonly apiKey: string;
  readonly session: Session;
}

/**
 * Makes a key for the client's own session. The worker gets its SHA-256 only, under the account's signature.
 *
 * @throws PosthumanError `SESSION_KEYS_EXCEEDED`, `SESSION_NOT_LEASED`, `REQUEST_FORBIDDEN`, `JOB_UNKNOWN`,
 * `WORKER_UNREACHABLE`.
 *
 * @example
 * const { apiKey, session } = await addSessionKey(client, { endpoint, job: id });
 * const openai = new OpenAI({ baseURL: session.baseUrl, apiKey });
 */
export async function addSessionKey(client: Client, parameters: SessionParameters): Promise<AddedSessionKey> {
  const apiKey = newSessionKey();
  const sha256 = sessionKeyHash(apiKey);
  const session = await callSession(client, {
    ...parameters,
    method: "POST",
    path: "/keys",
    subject: signedSubjects.addSessionKey(parameters.job, sha256),
    body: { sha256 },
  });
  return { apiKey, session };
}
