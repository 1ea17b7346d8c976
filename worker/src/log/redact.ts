import { PosthumanError } from "@posthuman/sdk";

/** Names of fields whose values are never shown, whatever they are. */
const SECRET_NAMES = /key$|password|passphrase|mnemonic|secret|signature|authorization|prompt|^text$|^raw$/i;
/** Longest text shown whole. */
const MAX_TEXT = 500;
const HIDDEN = "[hidden]";

/** Makes values fit to be logged. */
export type Redactor = (value: unknown) => unknown;

/**
 * Makes a redactor. Secrets are hidden wherever they occur, also inside longer texts; so are fields with telling
 * names, credentials in URLs, and all bytes. Texts are cut, as long ones are somebody's data.
 * @param secrets The exact texts to hide: keys, passwords, addresses of endpoints that carry a token.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = secrets.filter((secret) => secret.length >= 4).flatMap(spellings);

  function text(value: string): string {
    let shown = value;
    for (const form of forms) shown = shown.replaceAll(form, HIDDEN);
    shown = shown.replace(/(\w+:\/\/)[^\s/@]+@/g, `$1${HIDDEN}@`);
    return shown.length > MAX_TEXT ? `${shown.slice(0, MAX_TEXT)}… (${shown.length} characters)` : shown;
  }

  function redact(value: unknown, depth: number): unknown {
    if (typeof value === "string") return text(value);
    if (typeof value === "bigint") return value.toString();
    if (typeof value !== "object" || value === null) return value;
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (depth > 6) return "…";
    if (PosthumanError.is(value)) return { ...fields(value.toJSON(), depth), ...causeOf(value, depth) };
    // Other errors give only their first line: libraries put requests and arguments into the rest.
    if (value instanceof Error) {
      return {
        error: value.name,
        message: text(value.message.split("\n")[0] ?? ""),
        ...causeOf(value, depth),
      };
    }
    if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item, depth + 1));
    return fields(value, depth);
  }

  function fields(value: object, depth: number): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [
        name,
        SECRET_NAMES.test(name) && field !== undefined ? HIDDEN : redact(field, depth + 1),
      ]),
    );
  }

  function causeOf(error: Error, depth: number): { because?: unknown } {
    return error.cause === undefined ? {} : { because: redact(error.cause, depth + 1) };
  }

  return (value) => redact(value, 0);
}

/** A hex secret may show up in either case, with or without prefix; any secret in base64. */
function spellings(secret: string): string[] {
  const bare = secret.replace(/^0x/i, "");
  const forms = new Set([secret]);
  if (/^[0-9a-f]{32,}$/i.test(bare)) {
    const bytes = Buffer.from(bare, "hex");
    for (const form of [bare.toLowerCase(), bare.toUpperCase(), BigInt(`0x${bare}`).toString()])
      forms.add(form);
    for (const encoding of ["base64", "base64url"] as const) forms.add(bytes.toString(encoding));
  }
  forms.add(Buffer.from(secret).toString("base64"));
  return [...forms].sort((a, b) => b.length - a.length);
}
