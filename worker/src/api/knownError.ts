import { PosthumanError } from "@posthuman/sdk";

/** What failed in the words of the catalogue: `INTERNAL` for what it does not know. */
export function knownError(error: unknown): PosthumanError {
  if (PosthumanError.is(error)) return error;
  const { status, code } = error as { status?: unknown; code?: unknown };
  // Express's own: a path that does not decode, for one.
  if (typeof status === "number" && status < 500) {
    return new PosthumanError("BODY_INVALID", { reason: "it is malformed" }, { cause: error });
  }
  if (code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE") {
    return new PosthumanError("BODY_INVALID", { reason: "it was cut short" }, { cause: error });
  }
  if (code === "ENOSPC") return new PosthumanError("DISK_FULL", {}, { cause: error });
  return new PosthumanError("INTERNAL", {}, { cause: error });
}
