import { z } from "zod";
import { catalogue, workerRequestHeader, type ErrorCode } from "@posthuman/sdk";
import type { Answer, Content, Parameter, RouteDeclaration } from "./route.ts";

/** A part of the document. */
export type Json = Readonly<Record<string, unknown>>;

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: Json;
  readonly servers: readonly Json[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Json>>;
    readonly responses: Readonly<Record<string, Json>>;
    readonly securitySchemes: Readonly<Record<string, Json>>;
  };
}

/** One route in the document. */
export interface Operation {
  readonly operationId: string;
  /** The operation that is the same at another address. */
  readonly "x-same-as"?: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly Json[];
  readonly parameters: readonly Json[];
  readonly requestBody?: Json;
  readonly responses: Readonly<Record<string, Json>>;
}

/** What the document says besides the routes. */
export interface ApiDescription {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  /** By name, in the order in which they are shown. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Codes that any route may refuse a request with. */
const ANYWHERE: readonly ErrorCode[] = ["INTERNAL"];
/** Statuses with a `retry-after` header, which says how long a client should wait. */
const WAIT = [429, 503];

const securitySchemes = {
  signature: {
    type: "apiKey",
    in: "header",
    name: workerRequestHeader,
    description:
      'base64url of the JSON `{account, worker, action, subject, nonce, expires, signature}`: EIP-712 typed data `WorkerRequest` under the domain `{name: "Posthuman", version: "1", chainId, verifyingContract: <JobMarket>}`. It is good for one call, for at most ten minutes. `signWorkerRequest` of @posthuman/sdk makes it.',
  },
  sessionKey: {
    type: "http",
    scheme: "bearer",
    description: "A session's key, `ph-…`, as `openSession` of @posthuman/sdk or `posthuman infer` makes it.",
  },
} as const;

/** Makes the document of routes. Forms that have a name (`.meta({ id })`) become components. */
export function openApiDocument(
  routes: readonly RouteDeclaration[],
  { title, version, description, tags }: ApiDescription,
): OpenApiDocument {
  const schemas: Record<string, Json> = {};
  const refusals: Refusals = new Map();
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll("...}", "}");
    (paths[path] ??= {})[route.method] = operationOf(route, schemas, refusals);
  }
  return {
    openapi: "3.1.0",
    info: { title, version, description, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    servers: [{ url: "/", description: "The worker itself" }],
    tags: Object.entries(tags).map(([name, text]) => ({ name, description: text })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      responses: Object.fromEntries([...refusals.values()].map(({ name, response }) => [name, response])),
      securitySchemes,
    },
  };
}

function operationOf(route: RouteDeclaration, schemas: Record<string, Json>, refusals: Refusals): Operation {
  const { operation, sameAs, tag, summary, description, auth, parameters, body } = route;
  return {
    operationId: operation,
    ...(sameAs === undefined ? {} : { "x-same-as": sameAs }),
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: auth.map((proof) => ({ [proof]: [] })),
    parameters: Object.entries(parameters).map((one) => parameterOf(one, schemas)),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            description: body.description,
            required: true,
            content: contentOf(body.content, "input", schemas, body.example),
          },
        }),
    responses: { ...answersOf(route.answers, schemas), ...errorsOf(route, schemas, refusals) },
  };
}

function parameterOf([name, parameter]: [string, Parameter], schemas: Record<string, Json>): Json {
  const { in: place, schema, description, example } = parameter;
  return {
    name,
    in: place,
    required: place === "path" || !schema.safeParse(undefined).success,
    description,
    schema: jsonSchema(schema, "input", schemas),
    ...(example === undefined ? {} : { example }),
  };
}

function answersOf(
  answers: Readonly<Record<number, Answer>>,
  schemas: Record<string, Json>,
): Record<string, Json> {
  const shown = Object.entries(answers).map(([status, { description, content, headers }]) => [
    status,
    {
      description,
      ...(headers === undefined ? {} : { headers: headersOf(headers) }),
      content: contentOf(content, "output", schemas),
    },
  ]);
  return Object.fromEntries(shown) as Record<string, Json>;
}

/** Answers that refuse requests, by what they are: many routes share them. */
type Refusals = Map<string, { readonly name: string; readonly response: Json }>;

/** The answers to what is refused, by their status: their codes, and the catalogue's words for each. */
function errorsOf(
  { errors, errorForm }: RouteDeclaration,
  schemas: Record<string, Json>,
  refusals: Refusals,
): Record<string, Json> {
  const byStatus = Map.groupBy([...new Set([...errors, ...ANYWHERE])], errorForm.statusOf);
  const shown = [...byStatus]
    .sort(([a], [b]) => a - b)
    .map(([status, codes]) => {
      const response = {
        description: codes.map((code) => `\`${code}\`: ${catalogue[code].message}`).join("\n\n"),
        ...(WAIT.includes(status) ? { headers: headersOf({ "retry-after": "Seconds to wait" }) } : {}),
        content: contentOf({ "application/json": errorForm.schema(codes) }, "output", schemas),
      };
      const key = JSON.stringify(response);
      const known = [...refusals.values()].filter(({ name }) => name.startsWith(`Refused${status}_`));
      const refusal = refusals.get(key) ?? { name: `Refused${status}_${known.length + 1}`, response };
      refusals.set(key, refusal);
      return [String(status), { $ref: `#/components/responses/${refusal.name}` }];
    });
  return Object.fromEntries(shown) as Record<string, Json>;
}

function headersOf(headers: Readonly<Record<string, string>>): Json {
  const shown = Object.entries(headers).map(([name, description]) => [
    name,
    { description, schema: { type: "string" } },
  ]);
  return Object.fromEntries(shown) as Json;
}

function contentOf(
  content: Content,
  io: "input" | "output",
  schemas: Record<string, Json>,
  example?: unknown,
): Json {
  const shown = Object.entries(content).map(([type, form]) => [
    type,
    {
      ...schemaOf(form, io, schemas),
      ...(example === undefined || typeof form === "string" ? {} : { example }),
    },
  ]);
  return Object.fromEntries(shown) as Json;
}

/** What is said of the form of one media type. No version of JSON Schema describes a stream of events. */
function schemaOf(form: Content[string], io: "input" | "output", schemas: Record<string, Json>): Json {
  if (form === "events") return {};
  if (form === "text") return { schema: { type: "string" } };
  if (form === "bytes") return { schema: { type: "string", format: "binary" } };
  return { schema: jsonSchema(form, io, schemas) };
}

/** The JSON Schema of a form; the named ones in it go into `schemas`. */
function jsonSchema(form: z.ZodType, io: "input" | "output", schemas: Record<string, Json>): Json {
  const made = z.toJSONSchema(form, { io, unrepresentable: "any" });
  // References within the schema become references within the document.
  const text = JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/');
  const { $schema: _, $defs = {}, ...schema } = JSON.parse(text) as Record<string, unknown>;
  for (const [name, one] of Object.entries($defs as Record<string, Json>)) {
    const { id: __, ...definition } = one;
    schemas[name] = definition;
  }
  return schema;
}
