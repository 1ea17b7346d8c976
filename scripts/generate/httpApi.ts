import { resolve } from "node:path";
import { format, resolveConfig } from "prettier";
import { apiDocument, type OpenApiDocument, type Operation } from "@posthuman/worker";
import { errorAreas } from "./errorPages.ts";
import type { Files } from "./folder.ts";
import { escapeMarkdown as escape } from "./markdown.ts";
import { fieldsOf, typeOf, type Schema as Json } from "./schemaWords.ts";

/** A route with its address. */
interface Listed extends Operation {
  readonly method: string;
  readonly path: string;
}

const notice =
  "<!-- Made from the declarations of the routes in worker/src by `npm run generate`; edit there. -->";

const PROOFS: Readonly<Record<string, string>> = {
  signature: "a [signed request](#signed-requests)",
  sessionKey: "a [session's key](#session-keys)",
};

/** The HTTP API: `openapi.json`, and a page of every route. */
export async function httpApi(): Promise<Files> {
  const document = apiDocument();
  const areas = await errorAreas();
  const areaOf = new Map(
    areas.flatMap(({ name, errors }) => Object.keys(errors).map((code) => [code, name])),
  );
  const config = await resolveConfig(resolve("docs/reference/http-api.md"));
  const page = await format(renderPage(document, areaOf), { ...config, parser: "markdown" });
  const json = await format(JSON.stringify(document), { ...config, parser: "json" });
  return new Map([
    ["http-api.md", page],
    ["openapi.json", json],
  ]);
}

function renderPage(document: OpenApiDocument, areaOf: ReadonlyMap<string, string>): string {
  const { info, tags, paths, components } = document;
  const listed: Listed[] = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
  );
  const sections = tags.flatMap(({ name, description }) => [
    `## ${description}`,
    ...listed
      .filter((one) => one.tags.includes(name) && one["x-same-as"] === undefined)
      .map((one) => renderOperation(one, listed, document, areaOf)),
  ]);
  const { signature, sessionKey } = components.securitySchemes;
  return [
    "# The worker's HTTP API",
    notice,
    String(info["description"]),
    "The same as an OpenAPI 3.1 document, from which clients can be made: [openapi.json](openapi.json), or `GET /openapi.json` of a worker. In the examples `$WORKER` is a worker's address.",
    "## Authentication",
    `### Signed requests\n\nThe header \`${String(signature?.["name"])}\`: ${String(signature?.["description"])}`,
    `### Session keys\n\nThe header \`authorization: Bearer <key>\`. ${String(sessionKey?.["description"])}`,
    ...sections,
    "## Forms",
    ...Object.entries(components.schemas).map(([name, schema]) => renderForm(name, schema)),
  ].join("\n\n");
}

function renderOperation(
  operation: Listed,
  all: readonly Listed[],
  document: OpenApiDocument,
  areaOf: ReadonlyMap<string, string>,
): string {
  const { method, path, summary, description, security, operationId } = operation;
  const proofs = security.flatMap((one) => Object.keys(one)).map((name) => PROOFS[name] ?? name);
  const others = all.filter((one) => one["x-same-as"] === operationId);
  return [
    `### ${method.toUpperCase()} ${path}`,
    [summary, description ?? ""].join(" ").trim(),
    ...(others.length === 0
      ? []
      : [`The same at ${others.map((one) => `\`${one.method.toUpperCase()} ${one.path}\``).join(", ")}.`]),
    `**Authentication:** ${proofs.length === 0 ? "none" : proofs.join(" or ")}.`,
    renderParameters(operation),
    renderBody(operation),
    renderAnswers(operation, document, areaOf),
    `\`\`\`sh\n${curl(operation)}\n\`\`\``,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function renderParameters({ parameters }: Listed): string {
  if (parameters.length === 0) return "";
  return table(
    ["parameter", "in", "is", ""],
    parameters.map(({ name, in: place, schema, required, description }) => [
      `\`${String(name)}\``,
      `${String(place)}${required === true ? "" : ", optional"}`,
      typeOf(schema as Json),
      escape(String(description)),
    ]),
  );
}

function renderBody({ requestBody }: Listed): string {
  if (requestBody === undefined) return "";
  const { description, content } = requestBody as { description: string; content: Json };
  return `**Body:** ${escape(description)}: ${contentOf(content)}.`;
}

function renderAnswers(
  { responses }: Listed,
  { components }: OpenApiDocument,
  areaOf: ReadonlyMap<string, string>,
): string {
  const rows = Object.entries(responses).map(([status, response]) => {
    const reference = response["$ref"];
    if (typeof reference !== "string") {
      const { description, content } = response as { description: string; content: Json };
      return [status, `${escape(description)}: ${contentOf(content)}`];
    }
    const refusal = components.responses[reference.split("/").at(-1) ?? ""];
    const codes = [...String(refusal?.["description"]).matchAll(/^`([A-Z_]+)`:/gm)].map(
      ([, code]) => code ?? "",
    );
    const links = codes.map((code) => `[${code}](../errors/${areaOf.get(code)}.md#${code.toLowerCase()})`);
    return [status, links.join(", ")];
  });
  return table(["status", "answer, or code of the error"], rows);
}

/** What a body may be, for each media type. */
function contentOf(content: Json): string {
  const forms = Object.entries(content as Readonly<Record<string, Json>>).map(([type, { schema }]) => {
    const form = schema === undefined ? "" : typeOf(schema as Json);
    return ["", "text", "bytes"].includes(form) ? `\`${type}\`` : `\`${type}\` (${form})`;
  });
  return forms.join(", ");
}

function renderForm(name: string, schema: Json): string {
  const { description, properties } = schema as { description?: string; properties?: Record<string, Json> };
  return [
    `### ${name}`,
    ...(description === undefined ? [] : [`${escape(description)}.`]),
    properties === undefined ? typeOf(schema) : table(["field", "is", ""], fieldsOf(schema, "")),
  ].join("\n\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** How the route is called from a shell. */
function curl({ method, path, parameters, security, requestBody }: Listed): string {
  const places = parameters as readonly { name: string; in: string; example?: string }[];
  const filled = path.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    return places.find((one) => one.name === name && one.in === "path")?.example ?? whole;
  });
  const content = (requestBody?.["content"] ?? {}) as Readonly<Record<string, Json>>;
  const [type] = Object.keys(content);
  const example = type === undefined ? undefined : content[type]?.["example"];
  const [proof] = security.flatMap((one) => Object.keys(one));
  return [
    `curl${method === "get" ? "" : ` -X ${method.toUpperCase()}`} "$WORKER${filled}"`,
    ...(proof === "signature" ? ['-H "x-posthuman-request: $SIGNED"'] : []),
    ...(proof === "sessionKey" ? ['-H "authorization: Bearer $KEY"'] : []),
    ...(type === undefined ? [] : [`-H "content-type: ${type}"`]),
    ...(example === undefined ? [] : [`-d '${JSON.stringify(example)}'`]),
    ...(type !== undefined && example === undefined ? ["--data-binary @corpus.txt"] : []),
  ].join(" \\\n  ");
}
