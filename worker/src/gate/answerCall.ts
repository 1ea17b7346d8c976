import type { z } from "zod";
import { PosthumanError, tasksServing } from "@posthuman/sdk";
import type { Request, RequestHandler } from "express";
import { bearerOf } from "../http/authenticate.ts";
import type { LiveSession } from "../sessions/createLiveSession.ts";
import type { modelAnswer } from "./answers.ts";
import { requireAllowed, type Allowed } from "./body.ts";
import type { CallPlan } from "./Call.ts";
import { planEmbeddings, planGeneration, planTask, takesFiles } from "./planTask.ts";
import { planChat, planCompletion } from "./planText.ts";
import { hashOfCall, readCallBody } from "./readCallBody.ts";
import { runCall, watchCallEnd, type GateContext } from "./runCall.ts";

/** Checks a body for one of the routes. */
export type Planner = (body: unknown, session: LiveSession, allowed: Allowed, request: Request) => CallPlan;

/** Tasks whose models answer embeddings: those that serve the task, and causal models where the operator allows it. */
const EMBEDDERS: readonly string[] = [...tasksServing("sentence-embedding"), "causal-lm"];
/** What Hugging Face's clients send as the model when they were given an address only. */
const PLACEHOLDERS = ["dummy", "tgi"];

/** Answers calls: finds the session, checks what is asked, and lets the engine answer. */
export function answerCall(planner: Planner) {
  return (context: GateContext): RequestHandler =>
    async (request, response) => {
      const session = context.sessions.ofKey(bearerOf(request));
      const wait = session.throttle();
      if (wait > 0) {
        response.set("retry-after", String(Math.ceil(wait / 1_000)));
        throw new PosthumanError("SESSION_RATE_EXCEEDED", { limit: context.requestsPerMinute });
      }
      requireModel(session, request.params["model"]);
      using taken = context.intake.enter(session.job);
      using end = watchCallEnd(response, session.ending, context.callSeconds);
      const body = await readCallBody(request, {
        maxBytes: context.requestBytes,
        takesFiles: planner === task && takesFiles(session.model.task),
        hold: taken.hold,
        signal: end.signal,
      });
      requireModel(session, (body as { model?: unknown } | null)?.model);
      const requestHash = hashOfCall(body);
      const plan = planner(body, session, context.allowed, request);
      await runCall(context, session, { requestHash, plan }, { request, response, end });
    };
}

/** Checks a call for a completion. */
export const completion: Planner = (body, session, allowed) => {
  requireTask(session, ["causal-lm"]);
  return planCompletion(body, allowed);
};
/** Checks a call for a chat. */
export const chat: Planner = (body, session, allowed) => {
  requireTask(session, ["causal-lm"]);
  return planChat(body, allowed);
};
/** Checks a call for vectors. */
export const embeddings: Planner = (body, session, allowed) => {
  if (session.model.task !== "sentence-embedding") requireAllowed(allowed, "embeddings");
  requireTask(session, EMBEDDERS);
  return planEmbeddings(body);
};
/** Checks a call in Hugging Face's native form. */
export const task: Planner = (body, { model }, allowed, request) =>
  model.task === "causal-lm"
    ? planGeneration(body, allowed)
    : planTask(body, model.task, request.params["pipeline"] as string | undefined);

/** A session's model, as its key shows it. */
export function shownModel({ model: { id, name, task } }: LiveSession): z.output<typeof modelAnswer> {
  return { id, object: "model", created: 0, owned_by: "posthuman", name, task };
}

/**
 * Makes sure that a call is for the session's model, by its datatoken or its name. No model at all, or a client's
 * placeholder for one, is fine too.
 * @throws PosthumanError `MODEL_NOT_SERVED`.
 */
export function requireModel({ model: { id, name } }: LiveSession, asked: unknown): void {
  if (typeof asked !== "string") return;
  if (asked === name || asked.toLowerCase() === id.toLowerCase()) return;
  if (PLACEHOLDERS.includes(asked) || /^https?:\/\//.test(asked)) return;
  throw new PosthumanError("MODEL_NOT_SERVED", { model: asked.slice(0, 100), served: id });
}

/** @throws PosthumanError `CALL_UNSUPPORTED`. */
function requireTask({ model: { id, task } }: LiveSession, fit: readonly string[]): void {
  if (fit.includes(task)) return;
  const instead = task === "sentence-embedding" ? "/v1/embeddings" : `/models/${id}`;
  throw new PosthumanError("CALL_UNSUPPORTED", { task, instead });
}
