import { PosthumanError } from "@posthuman/sdk";

/**
 * Reads parameters of an algorithm that were written as `name=value`. Numbers become numbers, `true` and `false` truth
 * values, and what begins with a brace or a bracket is JSON; the algorithm checks them.
 * @throws PosthumanError `COMMAND_INVALID`.
 */
export function parseParameters(texts: readonly string[] = []): Record<string, unknown> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name, value] = /^(\w+)=(.+)$/s.exec(text) ?? [];
      if (name === undefined || value === undefined) throw invalid(`${text} is not name=value`);
      return [name, parse(name, value)];
    }),
  );
}

function parse(name: string, value: string): unknown {
  if (/^-?\d+(\.\d+)?(e-?\d+)?$/i.test(value)) return Number(value);
  if (value === "true" || value === "false") return value === "true";
  if (!/^[{[]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    throw invalid(`${name} begins like JSON but is none`);
  }
}

function invalid(reason: string): PosthumanError {
  return new PosthumanError("COMMAND_INVALID", { reason: `--param: ${reason}` });
}
