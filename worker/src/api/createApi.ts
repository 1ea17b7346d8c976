import express, { type Express } from "express";
import { createGate } from "../gate/createGate.ts";
import { answerErrors, unknownRoute } from "../http/answerErrors.ts";
import { limitClients } from "../http/limitClients.ts";
import { setHeaders } from "../http/setHeaders.ts";
import type { ApiContext } from "./ApiContext.ts";
import { getAbout } from "./routes/getAbout.ts";
import { getEvents } from "./routes/getEvents.ts";
import { getHealth } from "./routes/getHealth.ts";
import { getJob } from "./routes/getJob.ts";
import { getManifest } from "./routes/getManifest.ts";
import { getModel } from "./routes/getModel.ts";
import { getReady } from "./routes/getReady.ts";
import { getResultFile } from "./routes/getResultFile.ts";
import { getResults } from "./routes/getResults.ts";
import { listJobs } from "./routes/listJobs.ts";
import { putDataset } from "./routes/putDataset.ts";
import { putManifest } from "./routes/putManifest.ts";
import { sessionRoutes } from "./routes/sessionRoutes.ts";

/** Makes the worker's HTTP API. No route reads the disk by a name from outside, and none gives out weights or keys. */
export function createApi(context: ApiContext): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  app.set("trust proxy", context.listen.proxies);
  // Calls of sessions are limited by session.
  const limit = limitClients(context.listen.requestsPerMinute);
  app.use(setHeaders());
  app.get("/health", getHealth());
  app.get("/ready", getReady(context));
  app.get("/", limit, getAbout(context));
  app.put("/manifests/:hash", limit, putManifest(context));
  app.get("/manifests/:hash", limit, getManifest(context));
  app.put("/datasets/:sha256", limit, putDataset(context));
  app.get("/models/:model", limit, getModel(context));
  app.get("/jobs", limit, listJobs(context));
  app.get("/jobs/:id", limit, getJob(context));
  app.get("/jobs/:id/events", limit, getEvents(context));
  app.get("/jobs/:id/results", limit, getResults(context));
  app.get("/jobs/:id/results/*path", limit, getResultFile(context));
  app.use("/sessions", limit);
  app.use(sessionRoutes(context.desk));
  app.use(createGate(context.gate));
  app.use(unknownRoute());
  app.use(answerErrors(context.log));
  return app;
}
