import express, { Router, type Express } from "express";
import { openAiErrors } from "../gate/errors.ts";
import { gateRoots, gateRoutes } from "../gate/routes.ts";
import { answerErrors, catalogueErrors } from "../http/errors.ts";
import { setHeaders } from "../http/headers.ts";
import { limitClients } from "../http/limitClients.ts";
import { addRoutes, chooseErrorForm, refuseOtherMethods, refuseUnknown } from "../http/route.ts";
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
  // A method is refused, and a path is unknown, by the same rule as a route is found.
  app.enable("case sensitive routing");
  app.set("query parser", "simple");
  app.set("trust proxy", context.listen.proxies);
  app.use(setHeaders());
  app.use(chooseErrorForm(allRoutes, (path) => (isBelowGate(path) ? openAiErrors : catalogueErrors)));
  addRoutes(app, unlimitedRoutes, context);
  addRoutes(app, limitedRoutes, context, [limitClients(context.listen.requestsPerMinute)]);
  // Calls of sessions are limited by session.
  const gate = Router({ caseSensitive: true });
  addRoutes(gate, gateRoutes, context.gate);
  app.use(gate, refuseOtherMethods(allRoutes), refuseUnknown(), answerErrors(context.log));
  return app;
}

function isBelowGate(path: string): boolean {
  return gateRoots.some((root) => path === root || path.startsWith(`${root}/`));
}
