import { z } from "zod";
import { catalogue, type ErrorCode, type PosthumanError } from "@posthuman/sdk";
import type { ErrorForm } from "../http/errors.ts";

const TYPES: Readonly<Record<number, string>> = {
  401: "authentication_error",
  402: "insufficient_quota",
  403: "permission_error",
  404: "not_found_error",
  429: "rate_limit_error",
};

const answer = z
  .object({
    error: z
      .object({
        message: z.string().describe("What failed, and what to do about it"),
        type: z.string().describe("OpenAI's kind of error"),
        code: z.string().describe("What failed. A program compares this, never the words"),
        param: z.string().nullable().describe("The parameter that is wrong"),
        fix: z.string().describe("What to do about it"),
      })
      .describe("What clients of OpenAI's API expect"),
  })
  .meta({ id: "OpenAiError", description: "Why a call was refused, as clients of OpenAI's API read it" });

/**
 * Errors as clients of OpenAI's API read them. The message says what to do as well, as these clients show no more. Nothing
 * of a call's body is shown in them or in the log.
 */
export const openAiErrors: ErrorForm = {
  schema: (codes) => z.intersection(answer, z.looseObject({ error: z.looseObject({ code: z.enum(codes) }) })),
  statusOf,
  body: openAiError,
  headers({ code, retryable }) {
    const status = statusOf(code);
    const isLater = status === 503 || status === 429;
    return { "x-should-retry": String(retryable), ...(isLater ? { "retry-after": "2" } : {}) };
  },
  isPrivate: true,
};

/** The body of the answer to a call that failed, also within a stream. */
export function openAiError({ code, message, fix, args }: PosthumanError): z.output<typeof answer> {
  const status = statusOf(code);
  const isUnknown = code === "CALL_PARAMETER_UNKNOWN" || code === "PARAMETER_UNKNOWN";
  const named = isUnknown ? args["name"] : args["param"];
  const param = named === undefined ? null : String(named);
  const type = TYPES[status] ?? (status < 500 ? "invalid_request_error" : "server_error");
  return { error: { message: `${message} ${fix}`, type, code, param, fix } };
}

/** What is unprocessable is a bad request to OpenAI's clients. */
function statusOf(code: ErrorCode): number {
  const { status } = catalogue[code];
  return status === 422 ? 400 : status;
}
