import { z } from "zod";
import { version } from "../config/version.ts";
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

/** Routes that are not limited: machines ask them often. */
export const unlimitedRoutes: readonly Route<ApiContext>[] = [...probeRoutes, getDocument];

/** Routes that each client may ask only so often. */
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

Every error has a code, which programs compare, and says why it happened and what to do about it. Web pages may call every route. Requests are limited per network address and minute, except those for /health, /ready and /openapi.json; calls of a session are limited per session.

Requests for what belongs to an account are signed by its wallet; calls of a model carry a session's key.`;

let document: OpenApiDocument | undefined;

/** The API as an OpenAPI document. */
export function apiDocument(): OpenApiDocument {
  return (document ??= openApiDocument(allRoutes, {
    title: "Posthuman worker",
    version,
    description,
    tags: {
      worker: "The worker",
      jobs: "Jobs and their results",
      uploads: "Manifests and datasets",
      sessions: "Sessions",
      models: "Models of a session",
      calls: "Calls of a model",
    },
  }));
}
