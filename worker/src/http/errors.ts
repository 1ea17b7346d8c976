import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import { z } from "zod";
import { catalogue, PosthumanError, type ErrorCode } from "@posthuman/sdk";
import type { Logger } from "../log/createLogger.ts";

/** How a group of routes words its errors. */
export interface ErrorForm {
  /** The form of the answers with one of these codes. */
  schema(codes: readonly ErrorCode[]): z.ZodType;
  /** HTTP status of the answer with a code. */
  statusOf(code: ErrorCode): number;
  /** The answer's body. */
  body(error: PosthumanError): unknown;
  /** The answer's own headers. */
  headers(error: PosthumanError): Readonly<Record<string, string>>;
  /** Whether an error's words may repeat what a caller keeps to itself, so that only its code is logged. */
  readonly isPrivate: boolean;
}

/** An error in the catalogue's own form. */
export const errorAnswer = z
  .object({
    code: z.string().describe("What failed. A program compares this, never the words"),
    message: z.string().describe("What failed, in words"),
    cause: z.string().describe("Why it happens"),
    fix: z.string().describe("What to do about it"),
    retryable: z.boolean().describe("Whether the same request may succeed later"),
    args: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .describe("The values that the words hold"),
  })
  .meta({ id: "Error", description: "Why a request was refused" });

/** Errors in the catalogue's own form. */
export const catalogueErrors: ErrorForm = {
  schema: (codes) => z.intersection(errorAnswer, z.looseObject({ code: z.enum(codes) })),
  statusOf: (code) => catalogue[code].status,
  body: (error) => error.toJSON(),
  headers: () => ({}),
  isPrivate: false,
};

/** Sets the form of errors for the requests that pass through. */
export function useErrorForm(form: ErrorForm): RequestHandler {
  return (_request, response, next) => {
    setErrorForm(response, form);
    next();
  };
}

/** Sets the form in which one request is refused, if it is. */
export function setErrorForm(response: Response, form: ErrorForm): void {
  response.locals["errorForm"] = form;
}

/**
 * Answers errors with the catalogue's words and status, in the form of the route. Errors that
 * are not in the catalogue go to the log only.
 */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const known = knownError(error);
    const form = formOf(response);
    const facts = { method: request.method, path: request.path.slice(0, 200), code: known.code };
    if (known.code === "INTERNAL") log.error("The API failed to answer.", { ...facts, error });
    else log.debug("The API refused a request.", form.isPrivate ? facts : { ...facts, error });
    // The answer has begun: only a broken connection shows the reader that it is incomplete.
    if (response.headersSent) return void response.destroy();
    // Whatever is left of the body is not read.
    if (!request.complete) response.set("connection", "close");
    for (const [name, value] of Object.entries(form.headers(known)))
      if (!response.get(name)) response.set(name, value);
    response.status(form.statusOf(known.code)).json(form.body(known));
  };
}

function formOf(response: Response): ErrorForm {
  return (response.locals["errorForm"] as ErrorForm | undefined) ?? catalogueErrors;
}

/** What failed in the words of the catalogue: `INTERNAL` for what it does not know. */
function knownError(error: unknown): PosthumanError {
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
