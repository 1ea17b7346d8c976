import { z } from "zod";
import { getAddress } from "ethers";
import { jobKinds, tasks, toJson } from "@posthuman/sdk";
import { catalogueErrors } from "../http/errors.ts";
import { declareRoute, type Route } from "../http/route.ts";
import type { ApiContext } from "./ApiContext.ts";
import { addressParameter } from "./names.ts";

const common = {
  method: "get",
  tag: "worker",
  auth: [],
  parameters: {},
  errorForm: catalogueErrors,
} as const;

const wei = z.string().regex(/^\d+$/);
const fee = z.object({
  fixed: wei.describe("For the job, in wei of the fee's token"),
  perSecond: wei.describe("For each second that the algorithm ran, on top"),
});

const about = z
  .object({
    name: z.string(),
    worker: z.string().describe("The worker's account"),
    chainId: z.string(),
    market: z.string().describe("The JobMarket that it works for"),
    version: z.string(),
    fees: z.record(z.enum(jobKinds), fee).describe("What it charges for each kind of job"),
    algorithms: z.object({
      trusted: z
        .union([z.literal("any"), z.array(z.string())])
        .describe("SHA-256 of the algorithms of others that jobs may run"),
      images: z.array(z.string()).describe("Container images that the worker has an interpreter for"),
      python: z.string().describe("The version of the Python that runs the others"),
    }),
    custodian: z.string().nullable().describe("The first of the custodians"),
    custodians: z.array(z.string()).describe("The accounts that have authorised the worker"),
    benchmarks: z
      .array(z.object({ name: z.string(), questions: z.number().int() }))
      .describe("Standard benchmarks whose questions are here"),
  })
  .meta({ id: "Worker" });

const getHealth = declareRoute({
  ...common,
  path: "/health",
  operation: "getHealth",
  summary: "Whether the process is alive.",
  answers: {
    200: {
      description: "It is alive",
      content: { "application/json": z.object({ status: z.literal("ok") }) },
    },
  },
  errors: [],
  handle: () => (_request, response) => void response.json({ status: "ok" }),
});

const readiness = z
  .object({ ready: z.boolean(), problems: z.array(z.string()).describe("Why not") })
  .meta({ id: "Readiness" });

const getReady = declareRoute({
  ...common,
  path: "/ready",
  operation: "getReady",
  summary: "Whether the worker takes jobs.",
  answers: {
    200: { description: "It takes jobs", content: { "application/json": readiness } },
    503: { description: "It takes no jobs for now", content: { "application/json": readiness } },
  },
  errors: [],
  handle:
    ({ problems }: ApiContext) =>
    (_request, response) => {
      const found = problems();
      response.status(found.length === 0 ? 200 : 503).json({ ready: found.length === 0, problems: found });
    },
});

const getAbout = declareRoute({
  ...common,
  path: "/",
  operation: "getAbout",
  summary: "Who this worker is, whom it works for, and what it charges.",
  answers: { 200: { description: "The worker", content: { "application/json": about } } },
  errors: ["CLIENT_RATE_EXCEEDED"],
  handle:
    ({ identity, custodians, benchmarks }: ApiContext) =>
    async (_request, response) => {
      const authorisedBy = custodians();
      const shown = {
        ...identity,
        custodian: authorisedBy[0] ?? null,
        custodians: authorisedBy,
        benchmarks: await benchmarks(),
      };
      response.type("json").send(toJson(shown));
    },
});

const modelTask = z
  .object({
    model: z.string(),
    task: z.enum(tasks).nullable().describe("Null if it is not known here"),
  })
  .meta({ id: "ModelTask" });

const getModel = declareRoute({
  ...common,
  path: "/models/{model}",
  operation: "getModel",
  summary: "The task of a model whose weights are here.",
  parameters: { model: { ...addressParameter, in: "path", description: "The model's datatoken" } },
  answers: { 200: { description: "Its task", content: { "application/json": modelTask } } },
  errors: ["NAME_INVALID", "BODY_INVALID", "CLIENT_RATE_EXCEEDED"],
  handle:
    ({ taskOf }: ApiContext) =>
    async (request, response) => {
      const model = getAddress(request.params.model);
      response.json({ model, task: (await taskOf(model)) ?? null });
    },
});

/** What machines ask a worker, as often as they like. */
export const probeRoutes: readonly Route<ApiContext>[] = [getHealth, getReady];

/** What a worker says about itself and its models. */
export const aboutRoutes: readonly Route<ApiContext>[] = [getAbout, getModel];
