import { PosthumanError, tasksServing } from "@posthuman/sdk";
import { Router, type ErrorRequestHandler, type Request, type Response } from "express";
import { answerErrors, knownError } from "../http/answerErrors.ts";
import { bearerOf } from "../http/authenticate.ts";
import type { LiveSession } from "../sessions/createLiveSession.ts";
import { planChat } from "./bodies/planChat.ts";
import { planCompletion } from "./bodies/planCompletion.ts";
import { planEmbeddings } from "./bodies/planEmbeddings.ts";
import { planGeneration } from "./bodies/planGeneration.ts";
import { planTask } from "./bodies/planTask.ts";
import { requireAllowed } from "./bodies/requireAllowed.ts";
import type { CallPlan } from "./CallPlan.ts";
import type { GateContext } from "./GateContext.ts";
import { hashOfCall } from "./hashOfCall.ts";
import { openAiError } from "./openAiError.ts";
import { readCallBody } from "./readCallBody.ts";
import { requireModel } from "./requireModel.ts";
import { runCall } from "./runCall.ts";
import { watchCallEnd } from "./watchCallEnd.ts";

/** Checks a body for one of the routes. */
type Planner = (body: unknown, session: LiveSession, request: Request) => CallPlan;

/** Tasks whose models answer embeddings: those that serve the task, and causal models where the operator allows it. */
const EMBEDDERS: readonly string[] = [...tasksServing("sentence-embedding"), "causal-lm"];

/** Tasks whose calls bring a picture or a recording. */
const FILE_TASKS = ["image-classification", "speech-recognition"];

/**
 * The endpoint of the sessions: OpenAI's routes below `/v1`, and Hugging Face's native ones below `/models` and
 * `/hf-inference/models`. Who has a key reaches the one model that it was made for, and nothing of it but answers.
 */
export function createGate(context: GateContext): Router {
  const { sessions, allowed } = context;
  const router = Router({ caseSensitive: true });

  const completion: Planner = (body, session) => {
    requireTask(session, ["causal-lm"], session.model.task);
    return planCompletion(body, allowed);
  };
  const chat: Planner = (body, session) => {
    requireTask(session, ["causal-lm"], session.model.task);
    return planChat(body, allowed);
  };
  const embeddings: Planner = (body, session) => {
    if (session.model.task !== "sentence-embedding") requireAllowed(allowed, "embeddings");
    requireTask(session, EMBEDDERS, session.model.task);
    return planEmbeddings(body);
  };
  const task: Planner = (body, session, request) => {
    const { task: name } = session.model;
    if (name === "causal-lm") return planGeneration(body, allowed);
    return planTask(body, name, request.params["pipeline"] as string | undefined);
  };

  const call = (planner: Planner) => async (request: Request, response: Response) => {
    const session = sessions.ofKey(bearerOf(request));
    const wait = session.throttle();
    if (wait > 0) {
      response.set("retry-after", String(Math.ceil(wait / 1_000)));
      throw new PosthumanError("SESSION_RATE_EXCEEDED", { limit: context.requestsPerMinute });
    }
    const named = request.params["model"];
    if (typeof named === "string") requireModel(session, named);
    using taken = context.intake.enter(session.job);
    using end = watchCallEnd(response, session.ending, context.callSeconds);
    const body = await readCallBody(request, {
      ...{ maxBytes: context.requestBytes, hold: taken.hold, signal: end.signal },
      takesFiles: planner === task && FILE_TASKS.includes(session.model.task),
    });
    requireModel(session, (body as { model?: unknown } | null)?.model);
    const requestHash = hashOfCall(body);
    const plan = planner(body, session, request);
    await runCall(context, session, { requestHash, plan }, { request, response, end });
  };

  for (const prefix of ["", "/models/:model", "/hf-inference/models/:model"]) {
    router.post(`${prefix}/v1/completions`, call(completion));
    router.post(`${prefix}/v1/chat/completions`, call(chat));
    router.post(`${prefix}/v1/embeddings`, call(embeddings));
    if (prefix !== "") router.post([prefix, `${prefix}/pipeline/:pipeline`], call(task));
  }
  router.get("/v1/models", (request, response) => {
    response.json({ object: "list", data: [shown(sessions.ofKey(bearerOf(request)))] });
  });
  router.get("/v1/models/:model", (request, response) => {
    const session = sessions.ofKey(bearerOf(request));
    requireModel(session, request.params.model);
    response.json(shown(session));
  });
  router.use(["/v1", "/models", "/hf-inference"], ({ method, path }) => {
    throw new PosthumanError("ROUTE_UNKNOWN", { method, path: path.slice(0, 200) });
  });
  router.use(answerGateErrors(context));
  return router;
}

function shown({ model }: LiveSession) {
  return {
    id: model.id,
    object: "model",
    created: 0,
    owned_by: "posthuman",
    name: model.name,
    task: model.task,
  };
}

function requireTask(session: LiveSession, fit: readonly string[], task: string): void {
  if (fit.includes(task)) return;
  const instead = task === "sentence-embedding" ? "/v1/embeddings" : `/models/${session.model.id}`;
  throw new PosthumanError("CALL_UNSUPPORTED", { task, instead });
}

/** Answers errors in OpenAI's shape. Nothing of the call's body stands in them or in the log. */
function answerGateErrors({ log }: Pick<GateContext, "log">): ErrorRequestHandler {
  const others = answerErrors(log);
  return (error: unknown, request, response, next) => {
    if (!/^\/(v1|models|hf-inference)(\/|$)/.test(request.path)) return next(error);
    if (response.headersSent) return others(error, request, response, next);
    const known = knownError(error);
    const facts = { path: request.path.slice(0, 200), code: known.code };
    if (known.code === "INTERNAL") log.error("A call failed.", { ...facts, error });
    else log.debug("A call was refused.", facts);
    const { status, retryable, body } = openAiError(known);
    if (!request.complete) response.set("connection", "close");
    if ((status === 503 || status === 429) && !response.get("retry-after")) response.set("retry-after", "2");
    response.set("x-should-retry", String(retryable)).status(status).json(body);
  };
}
