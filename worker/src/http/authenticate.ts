import type { IncomingMessage } from "node:http";
import type { DatabaseSync } from "node:sqlite";
import {
  isSessionKey,
  PosthumanError,
  sessionKeyHash,
  verifyWorkerRequest,
  workerRequestHeader,
  type WorkerAction,
} from "@posthuman/sdk";
import { transaction } from "../database/atomic.ts";

/**
 * Finds out who signed a request, and uses the signature up.
 * @param only The one account that may ask; anyone without it.
 * @returns The account.
 * @throws PosthumanError `SIGNATURE_INVALID`, `REQUEST_EXPIRED`, `REQUEST_MISDIRECTED`, `REQUEST_FORBIDDEN`,
 * `REQUEST_REPLAYED`.
 */
export type Authenticate = (
  request: IncomingMessage,
  action: WorkerAction,
  subject: string,
  only?: string,
) => string;

/** Seconds that a used nonce is kept beyond its expiry, for a clock that is set back. */
const KEEP = 3_600;

/** Makes the check of signed requests. Nonces are remembered in the database, so that a restart forgets none. */
export function createAuthenticate(
  db: DatabaseSync,
  identity: { readonly chainId: bigint; readonly market: string; readonly worker: string },
  now: () => number = () => Math.floor(Date.now() / 1_000),
): Authenticate {
  const use = db.prepare("INSERT INTO request_nonces VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
  const forget = db.prepare("DELETE FROM request_nonces WHERE expires < ?");
  return (request, action, subject, only) => {
    const value = request.headers[workerRequestHeader];
    const header = typeof value === "string" ? value : undefined;
    const time = now();
    const signed = verifyWorkerRequest({ header, ...identity, action, subject, now: time });
    const { account, nonce, expires } = signed;
    if (only !== undefined && account !== only)
      throw new PosthumanError("REQUEST_FORBIDDEN", { account, subject });
    const { changes } = transaction(db, () => {
      forget.run(time - KEEP);
      return use.run(account, nonce, expires);
    });
    if (changes === 0) throw new PosthumanError("REQUEST_REPLAYED", { account });
    return account;
  };
}

/** The SHA-256 of the key that a request brings; `undefined` if it brings none. Keys are known by their hashes alone. */
export function bearerOf({ headers: { authorization } }: IncomingMessage): string | undefined {
  const key = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  return key !== undefined && isSessionKey(key) ? sessionKeyHash(key) : undefined;
}
