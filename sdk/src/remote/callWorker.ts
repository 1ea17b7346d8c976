import { urlWithoutSecrets } from "../client/endpoint.ts";
import { catalogue, type ErrorCode } from "../errors/catalogue.ts";
import type { ErrorDescriptor } from "../errors/catalogue/ErrorDescriptor.ts";
import { PosthumanError, type ErrorArgs } from "../errors/PosthumanError.ts";

/**
 * What fetch takes, and `duplex`, which it demands of a body that is a stream and which the web's types do not know.
 */
export type WorkerCall = RequestInit & { readonly duplex?: "half" };

/**
 * Asks a worker's API.
 *
 * @param endpoint The API's base URL.
 * @param path From a slash on.
 * @returns The answer, if the worker did what was asked.
 * @throws PosthumanError the error that the worker named, as it was raised there; `WORKER_UNREACHABLE`;
 * `WORKER_ANSWER_INVALID` if something other than a worker answered.
 */
export async function callWorker(endpoint: string, path: string, init: WorkerCall = {}): Promise<Response> {
  const url = urlWithoutSecrets(endpoint);
  let response: Response;
  try {
    // A worker redirects nobody; what does would get the signature of the request.
    response = await fetch(endpoint.replace(/\/+$/, "") + path, { ...init, redirect: "error" });
  } catch (cause) {
    throw new PosthumanError("WORKER_UNREACHABLE", { url }, { cause });
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => undefined);
  if (isWorkerError(body)) {
    throw new PosthumanError(body.code, body.args, { words: wordsOf(body, response.status) });
  }
  const reason = `status ${response.status}`;
  throw new PosthumanError("WORKER_ANSWER_INVALID", {
    url,
    method: `${init.method ?? "GET"} ${path}`,
    reason,
  });
}

function isWorkerError(body: unknown): body is { code: ErrorCode; args: ErrorArgs } {
  const { code, args } = (body ?? {}) as { code?: unknown; args?: unknown };
  return (
    typeof code === "string" && Object.hasOwn(catalogue, code) && typeof args === "object" && args !== null
  );
}

/** The error as the worker worded it. */
function wordsOf(body: object, status: number): ErrorDescriptor | undefined {
  const { message, cause: why, fix, retryable } = body as Readonly<Record<string, unknown>>;
  if (typeof message !== "string" || typeof why !== "string" || typeof fix !== "string") return undefined;
  return { message, why, fix, retryable: retryable === true, status };
}

/**
 * An answer's body as JSON.
 *
 * @throws PosthumanError `WORKER_ANSWER_INVALID`.
 */
export async function readJson(response: Response): Promise<unknown> {
  const url = urlWithoutSecrets(response.url);
  try {
    return await response.json();
  } catch (cause) {
    const method = `GET ${new URL(response.url).pathname}`;
    throw new PosthumanError("WORKER_ANSWER_INVALID", { url, method, reason: "no JSON" }, { cause });
  }
}

/** Where a worker's API serves a file of a job's results. */
export function resultRoute(job: string, path: string): string {
  return `/jobs/${job}/results/${path.split("/").map(encodeURIComponent).join("/")}`;
}
