import { PosthumanError } from "@posthuman/sdk";

/** An error as clients of OpenAI's API read it, and how to fix it. */
export interface OpenAiError {
  readonly status: number;
  readonly retryable: boolean;
  readonly body: {
    readonly error: {
      readonly message: string;
      readonly type: string;
      readonly code: string;
      readonly param: string | null;
      readonly fix: string;
    };
  };
}

const TYPES: Readonly<Record<number, string>> = {
  401: "authentication_error",
  402: "insufficient_quota",
  403: "permission_error",
  404: "not_found_error",
  429: "rate_limit_error",
};

/** Brings an error of the catalogue into OpenAI's shape. The message says what to do as well, as clients show no more. */
export function openAiError(error: PosthumanError): OpenAiError {
  const { code, message, fix, retryable, args } = error;
  // What is unprocessable is a bad request to OpenAI's clients.
  const status = error.status === 422 ? 400 : error.status;
  const isUnknown = code === "CALL_PARAMETER_UNKNOWN" || code === "PARAMETER_UNKNOWN";
  const named = isUnknown ? args["name"] : args["param"];
  const param = named === undefined ? null : String(named);
  const type = TYPES[status] ?? (status < 500 ? "invalid_request_error" : "server_error");
  return { status, retryable, body: { error: { message: `${message} ${fix}`, type, code, param, fix } } };
}
