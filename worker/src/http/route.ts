import { Router, type Request, type RequestHandler } from "express";
import type { z } from "zod";
import { PosthumanError, type ErrorCode } from "@posthuman/sdk";
import { setErrorForm, type ErrorForm } from "./errors.ts";

/** How a caller shows who it is: by a request that its wallet signed, or by a session's key. */
export type Proof = "signature" | "sessionKey";

/** A value that a request brings outside its body. */
export interface Parameter {
  readonly in: "path" | "query" | "header";
  /** What it must be. In the path and the query, everything else is refused with `NAME_INVALID`. */
  readonly schema: z.ZodType;
  readonly description: string;
  readonly example?: string;
}

/** A body by its media types: JSON of a form, other text, server-sent events, or bytes. */
export type Content = Readonly<Record<string, z.ZodType | "text" | "events" | "bytes">>;

/** What a request must bring. */
export interface RequestContent {
  readonly description: string;
  readonly content: Content;
  readonly example?: unknown;
}

/** What a route answers when all is well. */
export interface Answer {
  readonly description: string;
  readonly content: Content;
  /** Headers of this answer alone, and what they say. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a route is, as data: the API's document is made from it, and the server listens for nothing else. */
export interface RouteDeclaration {
  readonly method: "get" | "put" | "post" | "delete";
  /** `{name}` is one part of the address, `{name...}` all that follows. */
  readonly path: string;
  /** Name of the operation, unique in the API. */
  readonly operation: string;
  /** The same operation at another address. */
  readonly sameAs?: string;
  /** The heading that it is listed under. */
  readonly tag: string;
  /** What it does, in one sentence. */
  readonly summary: string;
  /** What else a caller has to know. */
  readonly description?: string;
  /** Proofs of the right to ask, of which one is enough; empty if anyone may. */
  readonly auth: readonly Proof[];
  /** By name. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly body?: RequestContent;
  /** By HTTP status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Codes of the errors that it can be refused with, besides those that are possible anywhere. */
  readonly errors: readonly ErrorCode[];
  readonly errorForm: ErrorForm;
}

/** A route, and what answers its requests. */
export interface Route<Context> extends RouteDeclaration {
  handle(context: Context): RequestHandler;
}

/** The parts of an address that a path names. */
export type PathParameters<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${infer Wild}...` ? Readonly<Record<Wild, string[]>> : Readonly<Record<Name, string>>) &
      PathParameters<Rest>
  : Request["params"];

/** Declares a route; its handler knows the parts of the address that the path names. */
export function declareRoute<const Path extends string, Context>(
  declaration: RouteDeclaration & {
    readonly path: Path;
    handle(context: Context): RequestHandler<PathParameters<Path>>;
  },
): Route<Context> {
  return declaration as unknown as Route<Context>;
}

/**
 * Chooses the form of each request's errors before anything can refuse it: that of the route with its method and path, else
 * that of the first route with its path, and elsewhere what `formOf` says. The path is matched as it was sent, so that one
 * that cannot be decoded has its route's form too.
 */
export function chooseErrorForm(
  routes: readonly RouteDeclaration[],
  formOf: (path: string) => ErrorForm,
): RequestHandler {
  const known = routes.map(({ method, path, errorForm }) => ({
    method: method.toUpperCase(),
    pattern: patternOf(path),
    errorForm,
  }));
  return ({ method, path }, response, next) => {
    const asked = method === "HEAD" ? "GET" : method;
    const here = known.filter(({ pattern }) => pattern.test(path));
    const route = here.find((one) => one.method === asked) ?? here[0];
    setErrorForm(response, route?.errorForm ?? formOf(path));
    next();
  };
}

/** Adds routes to a router. Path and query are checked against the declaration before the handler runs. */
export function addRoutes<Context>(
  router: Pick<Router, RouteDeclaration["method"]>,
  routes: readonly Route<Context>[],
  context: Context,
  before: readonly RequestHandler[] = [],
): void {
  for (const route of routes) {
    router[route.method](expressPath(route.path), ...before, checkNames(route), route.handle(context));
  }
}

/** Refuses other methods at the addresses of routes: `METHOD_NOT_ALLOWED`, with the header `allow`. */
export function refuseOtherMethods(routes: readonly RouteDeclaration[]): Router {
  const router = Router({ caseSensitive: true });
  for (const [path, those] of Map.groupBy(routes, (route) => route.path)) {
    const methods = those.map(({ method }) => method.toUpperCase());
    const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
    router.all(expressPath(path), (request, response) => {
      response.set("allow", allow);
      throw new PosthumanError("METHOD_NOT_ALLOWED", { method: request.method, allow });
    });
  }
  return router;
}

/** Answers with `ROUTE_UNKNOWN` where no route did. */
export function refuseUnknown(): RequestHandler {
  return ({ method, path }) => {
    throw new PosthumanError("ROUTE_UNKNOWN", { method, path: path.slice(0, 200) });
  };
}

/** A path as Express writes it. */
export function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\.\.\.\}/g, "*$1").replaceAll(/\{(\w+)\}/g, ":$1");
}

/** What matches the same addresses as `expressPath`, undecoded. */
function patternOf(path: string): RegExp {
  const parts = path.split("/").map((part) => {
    if (part.endsWith("...}")) return ".+";
    return part.startsWith("{") ? "[^/]+" : part.replaceAll(".", String.raw`\.`);
  });
  return new RegExp(`^${parts.join("/")}/?$`);
}

function checkNames({ parameters }: RouteDeclaration): RequestHandler {
  const checks = Object.entries(parameters).filter(([, { in: place }]) => place !== "header");
  return ({ params, query }, _response, next) => {
    for (const [name, { in: place, schema }] of checks) {
      const value = place === "path" ? [params[name]].flat().join("/") : query[name];
      const { error } = schema.safeParse(value);
      if (!error) continue;
      const shown = (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 100);
      throw new PosthumanError("NAME_INVALID", { name: shown + allowedBy(error) });
    }
    next();
  };
}

/** The values that are allowed instead of a wrong one, where they can be listed. */
function allowedBy({ issues: [issue] }: z.ZodError): string {
  return issue?.code === "invalid_value" ? ` (allowed: ${issue.values.map(String).join(", ")})` : "";
}
