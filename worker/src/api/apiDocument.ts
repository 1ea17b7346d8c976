import { z } from "zod";
import { gateRoutes } from "../gate/routes.ts";
import { catalogueErrors } from "../http/errors.ts";
import { openApiDocument, type OpenApiDocument } from "../http/openApi.ts";
import { declareRoute, type Route, type RouteDeclaration } from "../http/route.ts";
import { aboutRoutes, probeRoutes } from "./about.ts";
import type { ApiContext } from "./ApiContext.ts";
import { datasetRoutes } from "./datasets.ts";
import { jobRoutes } from "./jobs.ts";
import { manifestRoutes } from "./manifests.ts";
import { resultRoutes } from "./results.ts";
import { sessionRoutes } from "./sessions.ts";
import { version } from "../config/version.ts";

/** How long others may keep the document, in seconds: it changes with the worker's version alone. */
const FRESH = 3_600;

const getDocument = declareRoute({
  method: "get",
  path: "/openapi.json",
  operation: "getDocument",
  tag: "worker",
  summary: "This API as an OpenAPI document, from which clients can be made.",
  auth: [],
  parameters: {},
  answers: {
    200: {
      description: "The document",
      content: { "application/json": z.looseObject({ openapi: z.literal("3.1.0") }) },
    },
  },
  errors: [],
  errorForm: catalogueErrors,
  handle: () => (_request, response) => {
    response.set("cache-control", `public, max-age=${FRESH}`).json(apiDocument());
  },
});

/** Routes that machines ask as often as they like. */
export const unlimitedRoutes: readonly Route<ApiContext>[] = [...probeRoutes, getDocument];

/** Routes that one client may ask so many times in a minute. */
export const limitedRoutes: readonly Route<ApiContext>[] = [
  ...aboutRoutes,
  ...jobRoutes,
  ...resultRoutes,
  ...manifestRoutes,
  ...datasetRoutes,
  ...sessionRoutes,
];

/** Every route of a worker. */
export const allRoutes: readonly RouteDeclaration[] = [...unlimitedRoutes, ...limitedRoutes, ...gateRoutes];

const description = `A worker keeps models and runs paid jobs on them.

Errors have a code, which a program compares, and say why they happened and what to do about them. Web pages may call every route. What one network address asks is limited to so many requests a minute; calls of a session are limited by the session.

Who asks for something of its own signs the request with its wallet, and who calls a model has a session's key.`;

let document: OpenApiDocument | undefined;

/** The API as an OpenAPI document. */
export function apiDocument(): OpenApiDocument {
  return (document ??= openApiDocument(allRoutes, {
    title: "Posthuman worker",
    version,
    description,
    tags: {
      worker: "What a worker says of itself",
      jobs: "Jobs: what is public of them, and their results",
      uploads: "What jobs need: manifests and datasets",
      sessions: "What the owner of a session does with it",
      models: "What a session's key reaches",
      calls: "Calls of a session's model",
    },
  }));
}
