import type { ErrorRequestHandler } from "express";
import type { Logger } from "../log/createLogger.ts";
import { knownError } from "./knownError.ts";

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
