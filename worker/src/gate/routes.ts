import { z } from "zod";
import type { ErrorCode } from "@posthuman/sdk";
import { bearerOf } from "../http/authenticate.ts";
import { declareRoute, type Parameter, type Route } from "../http/route.ts";
import { answerCall, chat, completion, embeddings, requireModel, shownModel, task } from "./answerCall.ts";
import {
  chatAnswer,
  completionAnswer,
  embeddingsAnswer,
  modelAnswer,
  modelsAnswer,
  taskAnswer,
} from "./answers.ts";
import { openAiErrors } from "./errors.ts";
import { embeddingsBody, taskBody } from "./planTask.ts";
import { chatBody, completionBody } from "./planText.ts";
import type { GateContext } from "./runCall.ts";

/** Addresses below which errors have the form that clients of OpenAI's API expect where no route says otherwise. */
export const gateRoots = ["/v1", "/models", "/hf-inference"] as const;

/** Why a key gives access to nothing. */
const KEY_ERRORS: readonly ErrorCode[] = [
  "SESSION_KEY_INVALID",
  "SESSION_OPENING",
  "SESSION_SPENT",
  "SESSION_EXPIRED",
  "SESSION_CLOSED",
];
const CALL_ERRORS: readonly ErrorCode[] = [
  ...KEY_ERRORS,
  "SESSION_RATE_EXCEEDED",
  "SESSION_BUSY",
  "WORKER_BUSY",
  "MODEL_NOT_SERVED",
  "BODY_INVALID",
  "CALL_UNREADABLE",
  "CALL_TOO_LARGE",
  "CALL_PARAMETER_UNKNOWN",
  "CALL_INVALID",
  "CALL_NOT_ALLOWED",
  "CALL_UNSUPPORTED",
  "REQUEST_INVALID",
  "PARAMETER_UNSUPPORTED",
  "CONTEXT_TOO_LONG",
  "CHAT_TEMPLATE_MISSING",
  "CHAT_TEMPLATE_REFUSED",
  "SCHEMA_UNSUPPORTED",
  "INPUT_UNREADABLE",
  "ENGINE_REFUSED",
  "ENGINE_MEMORY",
  "ENGINE_FAILED",
  "ENGINE_RESTARTING",
  "ENGINE_BROKEN",
  "ENGINE_ANSWER_INVALID",
  "ENGINE_SLOW",
  "WORKER_STOPPING",
];

const common = { auth: ["sessionKey"], errorForm: openAiErrors } as const;

const model: Parameter = {
  in: "path",
  schema: z.string(),
  description: "The session's model, by its datatoken or its name",
  example: "0x5FbDB2315678afecb367f032d93F642f64180aa3",
};
const pipeline: Parameter = {
  in: "path",
  schema: z.string(),
  description: "The task, as Hugging Face calls it",
  example: "feature-extraction",
};

const listModels = declareRoute({
  ...common,
  method: "get",
  path: "/v1/models",
  operation: "listModels",
  tag: "models",
  summary: "The one model that the session's key gives access to.",
  parameters: {},
  answers: { 200: { description: "The model", content: { "application/json": modelsAnswer } } },
  errors: KEY_ERRORS,
  handle:
    ({ sessions }: GateContext) =>
    (request, response) => {
      response.json({ object: "list", data: [shownModel(sessions.ofKey(bearerOf(request)))] });
    },
});

const showModel = declareRoute({
  ...common,
  method: "get",
  path: "/v1/models/{model}",
  operation: "showModel",
  tag: "models",
  summary: "The model that the session's key gives access to, by its name.",
  parameters: { model },
  answers: { 200: { description: "The model", content: { "application/json": modelAnswer } } },
  errors: [...KEY_ERRORS, "MODEL_NOT_SERVED", "BODY_INVALID"],
  handle:
    ({ sessions }: GateContext) =>
    (request, response) => {
      const session = sessions.ofKey(bearerOf(request));
      requireModel(session, request.params.model);
      response.json(shownModel(session));
    },
});

const toCall = {
  ...common,
  method: "post",
  tag: "calls",
  parameters: {},
  errors: CALL_ERRORS,
} as const;

const openAiRoutes: readonly Route<GateContext>[] = [
  declareRoute({
    ...toCall,
    path: "/v1/completions",
    operation: "complete",
    summary: "Continues a text, as OpenAI's API does.",
    body: {
      description: "What to continue, and how",
      content: { "application/json": completionBody },
      example: { prompt: "My fellow citizens", max_tokens: 16 },
    },
    answers: { 200: completionAnswer },
    handle: answerCall(completion),
  }),
  declareRoute({
    ...toCall,
    path: "/v1/chat/completions",
    operation: "chat",
    summary: "Answers a conversation, as OpenAI's API does.",
    body: {
      description: "The conversation so far, and how to continue it",
      content: { "application/json": chatBody },
      example: { messages: [{ role: "user", content: "What is a datatoken?" }], max_tokens: 64 },
    },
    answers: { 200: chatAnswer },
    handle: answerCall(chat),
  }),
  declareRoute({
    ...toCall,
    path: "/v1/embeddings",
    operation: "embed",
    summary: "Turns texts into vectors, as OpenAI's API does.",
    description: "A model that is not made for this answers only if its custodian allows it.",
    body: {
      description: "The texts",
      content: { "application/json": embeddingsBody },
      example: { input: ["one text", "another"] },
    },
    answers: { 200: embeddingsAnswer },
    handle: answerCall(embeddings),
  }),
];

const nativeCall = {
  ...toCall,
  description:
    "Models that take pictures or recordings take their bytes as well, under any media type that is not JSON.",
  body: {
    description: "What to work on",
    content: { "application/json": taskBody, "application/octet-stream": "bytes" },
    example: { inputs: "What a day!" },
  },
  answers: { 200: taskAnswer },
  handle: answerCall(task),
} as const;

const nativeRoutes: readonly Route<GateContext>[] = [
  declareRoute({
    ...nativeCall,
    path: "/models/{model}",
    operation: "infer",
    summary: "Asks a model in Hugging Face's native form.",
    parameters: { model },
  }),
  declareRoute({
    ...nativeCall,
    path: "/models/{model}/pipeline/{pipeline}",
    operation: "inferPipeline",
    summary: "Asks a model in Hugging Face's native form, naming the task.",
    parameters: { model, pipeline },
  }),
];

const ofModel = alsoBelow("/models/{model}", "OfModel", openAiRoutes, { model });

/**
 * The endpoint of the sessions: OpenAI's routes below `/v1`, and Hugging Face's native ones below `/models` and
 * `/hf-inference/models`. A key gives access to the one model that it was made for, and to nothing but its answers.
 */
export const gateRoutes: readonly Route<GateContext>[] = [
  listModels,
  showModel,
  ...openAiRoutes,
  ...nativeRoutes,
  ...ofModel,
  ...alsoBelow("/hf-inference", "OfHub", [...nativeRoutes, ...ofModel], {}),
];

/** The same routes below another address. */
function alsoBelow(
  prefix: string,
  name: string,
  routes: readonly Route<GateContext>[],
  parameters: Readonly<Record<string, Parameter>>,
): Route<GateContext>[] {
  return routes.map((route) => ({
    ...route,
    path: prefix + route.path,
    operation: route.operation + name,
    sameAs: route.sameAs ?? route.operation,
    parameters: { ...parameters, ...route.parameters },
  }));
}
