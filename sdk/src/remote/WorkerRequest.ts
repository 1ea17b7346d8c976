import { z } from "zod";
import { addressField, bytes32Field } from "../protocol/json.ts";

/** Header that carries a signed request: base64url of its JSON. */
export const workerRequestHeader = "x-posthuman-request";

/** Longest time from signing to use, in seconds. */
export const maxRequestSeconds = 600;

/** What can be asked of a worker under a signature. */
export const workerActions = ["results", "upload", "session"] as const;

/**
 * `results`: the subject is the job's id. `upload`: the dataset's SHA-256, and `:` + asset where it is for one.
 * `session`: the job's id and `:key:` or `:revoke:` and a key's SHA-256, `:close`, or `:show`.
 */
export type WorkerAction = (typeof workerActions)[number];

/** Form of a signed request. */
export const workerRequestSchema = z
  .object({
    account: addressField,
    worker: addressField,
    action: z.enum(workerActions),
    subject: z.string().min(1).max(256),
    nonce: bytes32Field,
    expires: z.number().int().positive().safe(),
    signature: z.string().regex(/^0x[0-9a-f]{130}$/i, "must be a signature of 65 bytes in hex"),
  })
  .strict();

/** A request that one account signed for one worker, one action and one subject; used once. */
export type WorkerRequest = z.infer<typeof workerRequestSchema>;
