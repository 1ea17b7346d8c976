import { getAddress } from "ethers";
import { z } from "zod";
import { jobStates } from "@posthuman/sdk";
import { catalogueErrors } from "../http/errors.ts";
import { declareRoute, type Route } from "../http/route.ts";
import type { ApiContext } from "./ApiContext.ts";
import { streamEvents } from "./events.ts";
import { jobView } from "./JobView.ts";
import { addressParameter, jobParameter, requireJob } from "./names.ts";

const common = { method: "get", tag: "jobs", auth: [], errorForm: catalogueErrors } as const;

const optionalAddress = {
  ...addressParameter,
  in: "query",
  schema: addressParameter.schema.optional(),
} as const;

const listJobs = declareRoute({
  ...common,
  path: "/jobs",
  operation: "listJobs",
  summary: "Jobs on the models that this worker may run, the newest first.",
  description: "At most 200.",
  parameters: {
    model: { ...optionalAddress, description: "Only those on this model, by its datatoken" },
    requester: { ...optionalAddress, description: "Only those of this account" },
    state: {
      in: "query",
      schema: z.enum(jobStates).optional(),
      description: "Only those in this state",
      example: "Settled",
    },
  },
  answers: {
    200: {
      description: "The jobs",
      content: { "application/json": z.object({ jobs: z.array(jobView) }).meta({ id: "Jobs" }) },
    },
  },
  errors: ["NAME_INVALID", "CLIENT_RATE_EXCEEDED"],
  handle:
    ({ jobs }: ApiContext) =>
    ({ query }, response) => {
      const { model, requester, state } = query as Readonly<Record<string, string | undefined>>;
      response.json({
        jobs: jobs({
          ...(model === undefined ? {} : { model: getAddress(model) }),
          ...(requester === undefined ? {} : { requester: getAddress(requester) }),
          ...(state === undefined ? {} : { state }),
        }),
      });
    },
});

const getJob = declareRoute({
  ...common,
  path: "/jobs/{id}",
  operation: "getJob",
  summary: "One job.",
  parameters: { id: jobParameter },
  answers: { 200: { description: "The job", content: { "application/json": jobView } } },
  errors: ["NAME_INVALID", "BODY_INVALID", "JOB_UNKNOWN", "CLIENT_RATE_EXCEEDED"],
  handle: (context: ApiContext) => (request, response) =>
    void response.json(requireJob(context, request.params.id)),
});

const getEvents = declareRoute({
  ...common,
  path: "/jobs/{id}/events",
  operation: "getEvents",
  summary: "A job's events, as they happen.",
  description:
    "Server-sent events, of which each `data` is a JSON object with `event` and `time`: what the algorithm reports (`start`, `progress`, `checkpoint`, `metrics`, `error`, `end`; `ready` from the engine of a session), each change of the job's state (`state`), and why the worker does not take it (`refused`). The stream ends with the job.",
  parameters: {
    id: jobParameter,
    "last-event-id": {
      in: "header",
      schema: z.string().optional(),
      description: "The last event that the client has, after which the stream goes on",
      example: "17",
    },
  },
  answers: { 200: { description: "The events", content: { "text/event-stream": "events" } } },
  errors: ["NAME_INVALID", "BODY_INVALID", "JOB_UNKNOWN", "CLIENT_RATE_EXCEEDED", "EVENT_STREAMS_EXCEEDED"],
  handle: streamEvents,
});

/** What is public of jobs. */
export const jobRoutes: readonly Route<ApiContext>[] = [listJobs, getJob, getEvents];
