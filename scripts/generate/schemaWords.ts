import { escapeMarkdown as escape } from "./markdown.ts";

/** A JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

/** A JSON Schema in words, as a table of the HTTP API has it. Forms with a name are links to their headings. */
export function typeOf(schema: Schema): string {
  const { $ref, type, format: of, items, anyOf, enum: values, const: value } = schema;
  if (typeof $ref === "string") {
    const name = $ref.split("/").at(-1) ?? "";
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (value !== undefined) return `\`${JSON.stringify(value)}\``;
  if (Array.isArray(values)) return values.map((one) => `\`${JSON.stringify(one)}\``).join(", ");
  if (Array.isArray(anyOf)) return anyOf.map((one) => typeOf(one as Schema)).join(" or ");
  if (Array.isArray(type)) return type.map((one: unknown) => typeOf({ ...schema, type: one })).join(" or ");
  if (type === "array") return `list of: ${typeOf((items ?? {}) as Schema)}`;
  if (type === "string") return of === "binary" ? "bytes" : `text${patternOf(schema)}`;
  if (type === "object") return "object";
  return typeof type === "string" ? `${type}${boundsOf(schema)}` : "any JSON";
}

function patternOf({ pattern, maxLength }: Schema): string {
  if (typeof pattern === "string") return ` like \`${pattern.replaceAll("|", "\\|")}\``;
  return typeof maxLength === "number" ? `, at most ${maxLength} characters` : "";
}

function boundsOf({ minimum, maximum }: Schema): string {
  const [least, most] = [minimum, maximum].map((bound) =>
    typeof bound === "number" && Math.abs(bound) < Number.MAX_SAFE_INTEGER ? bound : undefined,
  );
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`;
  return least === undefined ? "" : ` from ${least}`;
}

/** A row for each field of an object, also of the objects within: its name, what it is, and what it means. */
export function fieldsOf(schema: Schema, prefix: string): string[][] {
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, Schema>;
    required?: readonly string[];
  };
  return Object.entries(properties).flatMap(([name, field]) => {
    const inner = innerOf(field);
    const optional = required.includes(name) ? "" : ", optional";
    const row = [
      `\`${prefix}${name}\``,
      `${typeOf(field)}${optional}`,
      escape(typeof field["description"] === "string" ? field["description"] : ""),
    ];
    const path = `${prefix}${name}${field["type"] === "array" ? "[]" : ""}.`;
    return [row, ...(inner === undefined ? [] : fieldsOf(inner, path))];
  });
}

/** The object that a field is, or is a list of, or may be null instead of. */
function innerOf(field: Schema): Schema | undefined {
  if (field["properties"] !== undefined) return field;
  if (field["items"] !== undefined) return innerOf(field["items"] as Schema);
  const [only, ...others] = ((field["anyOf"] ?? []) as readonly Schema[]).filter(
    ({ type }) => type !== "null",
  );
  return only !== undefined && others.length === 0 ? innerOf(only) : undefined;
}
