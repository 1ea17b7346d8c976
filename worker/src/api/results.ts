import type { IncomingMessage } from "node:http";
import { extname } from "node:path";
import { pipeline } from "node:stream/promises";
import { hasResult, PosthumanError, receiptSchema } from "@posthuman/sdk";
import { z } from "zod";
import { catalogueErrors } from "../http/errors.ts";
import { declareRoute, type Route } from "../http/route.ts";
import { readReceipt, type StoredReceipt } from "../refs/documents.ts";
import type { ApiContext } from "./ApiContext.ts";
import { jobParameter, requireJob } from "./names.ts";

/** Media types of results, by the ends of their names. */
const TYPES: Readonly<Record<string, string>> = {
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
  ".md": "text/plain; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".png": "image/png",
};

const common = {
  method: "get",
  tag: "jobs",
  auth: ["signature"],
  errorForm: catalogueErrors,
} as const;

const SIGNED = "The signed request has the action `results` and the job's id as its subject.";

const errors = [
  "NAME_INVALID",
  "BODY_INVALID",
  "JOB_UNKNOWN",
  "SIGNATURE_INVALID",
  "REQUEST_EXPIRED",
  "REQUEST_MISDIRECTED",
  "REQUEST_FORBIDDEN",
  "REQUEST_REPLAYED",
  "RESULTS_NOT_READY",
  "CLIENT_RATE_EXCEEDED",
] as const;

const getReceipt = declareRoute({
  ...common,
  path: "/jobs/{id}/results",
  operation: "getReceipt",
  summary: "The receipt of a job, for its requester alone.",
  description: `Byte for byte as its hash on chain has it. ${SIGNED}`,
  parameters: { id: jobParameter },
  answers: {
    200: {
      description: "The receipt, as canonical JSON",
      content: { "application/json": receiptSchema.meta({ id: "Receipt" }) },
    },
  },
  errors,
  handle: (context: ApiContext) => async (request, response) => {
    const { bytes } = await requireReceipt(context, request, request.params.id);
    response.type("application/json").send(bytes);
  },
});

const getResultFile = declareRoute({
  ...common,
  path: "/jobs/{id}/results/{path...}",
  operation: "getResultFile",
  summary: "One file of the results of a job, for its requester alone.",
  description: `The path is looked up in the receipt and never on the disk. ${SIGNED}`,
  parameters: {
    id: jobParameter,
    path: {
      in: "path",
      schema: z.string(),
      description: "The file's path as the receipt lists it, with its slashes; or `receipt.json`",
      example: "metrics.json",
    },
  },
  answers: {
    200: {
      description: "The file",
      content: {
        "application/json": "bytes",
        "text/plain": "text",
        "text/csv": "text",
        "image/png": "bytes",
        "application/octet-stream": "bytes",
      },
    },
  },
  errors: [...errors, "RESULT_FILE_UNKNOWN", "ARTIFACT_MISSING"],
  handle: (context: ApiContext) => async (request, response) => {
    const { id } = request.params;
    const path = request.params.path.join("/");
    const { bytes, receipt } = await requireReceipt(context, request, id);
    if (path === "receipt.json") return void response.type("application/json").send(bytes);
    const file = receipt.files.find((one) => one.path === path);
    if (!file) throw new PosthumanError("RESULT_FILE_UNKNOWN", { id, path: path.slice(0, 200) });
    const { read, size } = context.store;
    // HEAD is told the same, and opens nothing: nobody would read it.
    const content = await (request.method === "HEAD" ? size(file.sha256) : read(file.sha256));
    response.set({
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
      "content-length": String(file.size),
      "content-disposition": "attachment",
    });
    if (typeof content === "number") return void response.end();
    await pipeline(content, response);
  },
});

/** The results of jobs, for their requesters. */
export const resultRoutes: readonly Route<ApiContext>[] = [getReceipt, getResultFile];

/**
 * The receipt of a job, for its requester only, who must have signed the request.
 * @throws PosthumanError `JOB_UNKNOWN`, `RESULTS_NOT_READY`, or what `authenticate` throws.
 */
async function requireReceipt(
  context: ApiContext,
  request: IncomingMessage,
  id: string,
): Promise<StoredReceipt> {
  const job = requireJob(context, id);
  context.authenticate(request, "results", job.id, job.requester);
  const receipt = hasResult(job.state) ? await readReceipt(context.refs, job.id) : undefined;
  if (!receipt) throw new PosthumanError("RESULTS_NOT_READY", { id: job.id, state: job.state });
  return receipt;
}
