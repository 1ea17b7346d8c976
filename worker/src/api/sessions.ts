import { z } from "zod";
import { PosthumanError, type ErrorCode, type Session } from "@posthuman/sdk";
import { bearerOf } from "../http/authenticate.ts";
import { catalogueErrors } from "../http/errors.ts";
import { readBody } from "../http/readBody.ts";
import { declareRoute, type Route } from "../http/route.ts";
import { orderErrors } from "../job/order.ts";
import type { ApiContext } from "./ApiContext.ts";
import { jobParameter, sha256Parameter } from "./names.ts";

/** A hash in JSON, with room to spare. */
const MOST_BYTES = 1_024;

const session: z.ZodType<Session> = z
  .object({
    job: z.string().describe("The job that pays for it"),
    model: z.string().describe("What calls name as their `model`"),
    state: z
      .enum(["opening", "open", "closing", "closed"])
      .describe("`opening`: the model is being loaded; `closing`: no more calls, the receipt is being made"),
    tokens: z.number().int().describe("Budget of tokens, prompts and completions together"),
    used: z.number().int().describe("Tokens of the calls that were answered"),
    calls: z.number().int().describe("Calls that were answered"),
    expires: z.number().int().nullable().describe("Unix time at which it closes; null while it is opening"),
    baseUrl: z.string().describe("What clients of OpenAI's API take as base URL"),
    keys: z.array(z.string()).describe("SHA-256 of each key, in hex"),
    reason: z.string().optional().describe("Why it ended before its budget or its time did: a code"),
  })
  .meta({ id: "Session" }) as z.ZodType<Session>;

const keyBody = z
  .object({ sha256: sha256Parameter.schema.describe("SHA-256 of the key") })
  .meta({ id: "SessionKey" });

const JOB_ERRORS: readonly ErrorCode[] = [
  "NAME_INVALID",
  "BODY_INVALID",
  "JOB_UNKNOWN",
  "SESSION_UNKNOWN",
  ...orderErrors,
  "SIGNATURE_INVALID",
  "REQUEST_EXPIRED",
  "REQUEST_MISDIRECTED",
  "REQUEST_FORBIDDEN",
  "REQUEST_REPLAYED",
  "CLIENT_RATE_EXCEEDED",
];

const common = { tag: "sessions", auth: ["signature"], errorForm: catalogueErrors } as const;
const job = { ...jobParameter, description: "The job that pays for the session" };
const answer = { description: "The session as it is now", content: { "application/json": session } };

function signed(subject: string): string {
  return `The signed request has the action \`session\` and the subject \`<job>:${subject}\`; it is the owner's.`;
}

const showSession = declareRoute({
  ...common,
  method: "get",
  path: "/sessions/{job}",
  operation: "showSession",
  summary: "The state of a session, for its owner or for anyone who has a key to it.",
  description: signed("show"),
  auth: ["signature", "sessionKey"],
  parameters: { job },
  answers: { 200: answer },
  errors: [...JOB_ERRORS, "SESSION_KEY_INVALID"],
  handle:
    ({ desk }: ApiContext) =>
    async (request, response) => {
      response.json(await desk.show(request, request.params.job, bearerOf(request)));
    },
});

const addSessionKey = declareRoute({
  ...common,
  method: "post",
  path: "/sessions/{job}/keys",
  operation: "addSessionKey",
  summary: "Adds a key to a session.",
  description: `The worker knows keys by their hashes alone. ${signed("key:<sha256>")}`,
  parameters: { job },
  body: {
    description: "The key's hash",
    content: { "application/json": keyBody },
    example: { sha256: sha256Parameter.example },
  },
  answers: { 201: answer },
  errors: [...JOB_ERRORS, "ARTIFACT_TOO_LARGE", "SESSION_KEY_INVALID", "SESSION_KEYS_EXCEEDED"],
  handle:
    ({ desk }: ApiContext) =>
    async (request, response) => {
      const hash = hashIn(await readBody(request, { maxBytes: MOST_BYTES }));
      response.status(201).json(await desk.addKey(request, request.params.job, hash));
    },
});

const removeSessionKey = declareRoute({
  ...common,
  method: "delete",
  path: "/sessions/{job}/keys/{sha256}",
  operation: "removeSessionKey",
  summary: "Revokes a key to a session.",
  description: signed("revoke:<sha256>"),
  parameters: { job, sha256: { ...sha256Parameter, in: "path", description: "SHA-256 of the key" } },
  answers: { 200: answer },
  errors: JOB_ERRORS,
  handle:
    ({ desk }: ApiContext) =>
    async (request, response) => {
      response.json(await desk.removeKey(request, request.params.job, request.params.sha256));
    },
});

const closeSession = declareRoute({
  ...common,
  method: "post",
  path: "/sessions/{job}/close",
  operation: "closeSession",
  summary: "Ends a session; its owner pays only for what was used.",
  description: signed("close"),
  parameters: { job },
  answers: { 200: answer },
  errors: JOB_ERRORS,
  handle:
    ({ desk }: ApiContext) =>
    async (request, response) => {
      response.json(await desk.close(request, request.params.job));
    },
});

/** What the owner of a session can do with it; a key to the session can show it as well. */
export const sessionRoutes: readonly Route<ApiContext>[] = [
  showSession,
  addSessionKey,
  removeSessionKey,
  closeSession,
];

/** The key's hash that a body brings: `{"sha256":"…"}`. */
function hashIn(bytes: Buffer): string {
  try {
    const { sha256 } = JSON.parse(bytes.toString()) as { sha256?: unknown };
    if (typeof sha256 === "string") return sha256;
  } catch {
    // Said below.
  }
  throw new PosthumanError("BODY_INVALID", { reason: 'it is not {"sha256":"<64 hex digits>"}' });
}
