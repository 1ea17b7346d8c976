import { encodeBase64, randomBytes, sha256, toUtf8Bytes } from "ethers";
import type { Client } from "../client/Client.ts";
import { callSession, type Session, type SessionParameters } from "./callSession.ts";

/** A key that was made, and the session that it opens. */
export interface AddedSessionKey {
  /** What clients of OpenAI's API take as API key. It is nowhere else. */
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
    ...{ subject: `key:${sha256}`, body: { sha256 } },
  });
  return { apiKey, session };
}

/** Makes a key that nobody can guess: `ph-` and 32 random bytes in base64url. */
function newSessionKey(): string {
  const encoded = encodeBase64(randomBytes(32));
  return `ph-${encoded.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** What a worker knows of a session's key: its SHA-256 in hex, without 0x. */
export function sessionKeyHash(apiKey: string): string {
  return sha256(toUtf8Bytes(apiKey)).slice(2);
}
