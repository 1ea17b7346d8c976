import type { Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { signedSubjects } from "../protocol/requests.ts";
import { isSessionKey, sessionKeyHash } from "../protocol/sessionKeys.ts";
import { callSession, type Session, type SessionParameters } from "./callSession.ts";

/** Which key of which session. */
export interface RevokeSessionKeyParameters extends SessionParameters {
  /** The key, or its SHA-256 as the session lists it. */
  readonly key: string;
}

/**
 * Revokes a key of the client's own session: calls with it are refused from now on.
 *
 * @throws PosthumanError `ARGUMENT_INVALID` if it is neither a key nor a SHA-256; `REQUEST_FORBIDDEN`, `JOB_UNKNOWN`,
 * `WORKER_UNREACHABLE`.
 *
 * @example
 * await revokeSessionKey(client, { endpoint, job: id, key: apiKey });
 */
export async function revokeSessionKey(
  client: Client,
  { key, ...parameters }: RevokeSessionKeyParameters,
): Promise<Session> {
  const sha256 = hashOf(key);
  return callSession(client, {
    ...parameters,
    method: "DELETE",
    path: `/keys/${sha256}`,
    subject: signedSubjects.revokeSessionKey(parameters.job, sha256),
  });
}

function hashOf(key: string): string {
  if (isSessionKey(key)) return sessionKeyHash(key);
  const hash = key.replace(/^0x/, "").toLowerCase();
  if (/^[0-9a-f]{64}$/.test(hash)) return hash;
  const reason = "it begins with ph-, or is the SHA-256 that the session lists";
  throw new PosthumanError("ARGUMENT_INVALID", { argument: "key", reason });
}
