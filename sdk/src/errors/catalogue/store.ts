import type { ErrorDescriptor } from "./ErrorDescriptor.ts";

/** What the artifact store refused or found broken. */
export const storeErrors = {
  STORE_KEY_INVALID: {
    message: "The key does not open the store at {folder}: {reason}.",
    why: "Artifacts are encrypted with one 32-byte key, chosen when the store was created.",
    fix: "Configure the key that this store was created with, or another folder for a new store.",
    retryable: false,
    status: 500,
  },
  ARTIFACT_MISSING: {
    message: "The store does not hold the artifact {sha256}.",
    why: "It was never stored here, or it was removed.",
    fix: "Upload it again, or use the worker that holds it.",
    retryable: true,
    status: 404,
  },
  ARTIFACT_CORRUPT: {
    message: "The artifact {sha256} is damaged: {reason}.",
    why: "The stored file was changed, cut short or swapped after it was written.",
    fix: "Remove it and store it again from a good copy; check the disk.",
    retryable: false,
    status: 500,
  },
  ARTIFACT_HASH_MISMATCH: {
    message: "The bytes have the SHA-256 {actual}, not {expected}.",
    why: "The file was changed or cut short on the way, or the wrong file was sent.",
    fix: "Compute the file's SHA-256 again, and send the whole file.",
    retryable: false,
    status: 422,
  },
  ARTIFACT_TOO_LARGE: {
    message: "There are more bytes than the {maxBytes} that are allowed.",
    why: "A worker limits what it accepts, so that its disk does not fill up.",
    fix: "Send a smaller file, or ask the operator for a higher limit.",
    retryable: false,
    status: 413,
  },
} as const satisfies Record<string, ErrorDescriptor>;
