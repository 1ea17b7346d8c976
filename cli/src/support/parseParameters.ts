import { PosthumanError } from "@posthuman/sdk";

/**
 * Reads parameters of an algorithm that were written as `name=value`. Numbers become numbers; the algorithm checks them.
 * @throws PosthumanError `ARGUMENT_INVALID`.
 */
export function parseParameters(texts: readonly string[] = []): Record<string, string | number> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, name, value] = /^(\w+)=(.+)$/s.exec(text) ?? [];
      if (name === undefined || value === undefined) {
        throw new PosthumanError("ARGUMENT_INVALID", {
          argument: "--param",
          reason: `${text} is not name=value`,
        });
      }
      return [name, /^-?\d+(\.\d+)?(e-?\d+)?$/i.test(value) ? Number(value) : value];
    }),
  );
}
