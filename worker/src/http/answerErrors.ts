import type { ErrorRequestHandler, RequestHandler } from "express";
import { PosthumanError } from "@posthuman/sdk";
import type { Logger } from "../log/createLogger.ts";

/** Answers errors with the catalogue's words and status. What the catalogue does not know goes to the log only. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const known = knownError(error);
    const facts = { method: request.method, path: request.path.slice(0, 200), error };
    if (known.code === "INTERNAL") log.error("The API failed to answer.", facts);
    else log.debug("The API refused a request.", facts);
    // The answer has begun: only a broken connection tells the reader that it is not whole.
    if (response.headersSent) return void response.destroy();
    // Whatever is left of the body is not read.
    if (!request.complete) response.set("connection", "close");
    response.status(known.status).json(known.toJSON());
  };
}

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

/** Answers what no route answered with `ROUTE_UNKNOWN`. */
export function unknownRoute(): RequestHandler {
  return ({ method, path }) => {
    throw new PosthumanError("ROUTE_UNKNOWN", { method, path: path.slice(0, 200) });
  };
}
