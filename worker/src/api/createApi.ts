import express, { Router, type Express } from "express";
import { openAiErrors } from "../gate/errors.ts";
import { gateRoots, gateRoutes } from "../gate/routes.ts";
import { answerErrors, useErrorForm } from "../http/errors.ts";
import { setHeaders } from "../http/headers.ts";
import { limitClients } from "../http/limitClients.ts";
import { addRoutes, refuseOtherMethods, refuseUnknown } from "../http/route.ts";
import { allRoutes, limitedRoutes, unlimitedRoutes } from "./routes.ts";
import type { ApiContext } from "./ApiContext.ts";

/**
 * Makes the worker's HTTP API from the declarations of its routes. No route reads the disk by a name from outside, and none
 * gives out weights or keys.
 */
export function createApi(context: ApiContext): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  app.set("trust proxy", context.listen.proxies);
  app.use(setHeaders());
  app.use([...gateRoots], useErrorForm(openAiErrors));
  addRoutes(app, unlimitedRoutes, context);
  addRoutes(app, limitedRoutes, context, [limitClients(context.listen.requestsPerMinute)]);
  // Calls of sessions are limited by session.
  const gate = Router({ caseSensitive: true });
  addRoutes(gate, gateRoutes, context.gate);
  app.use(gate, refuseOtherMethods(allRoutes), refuseUnknown(), answerErrors(context.log));
  return app;
}
