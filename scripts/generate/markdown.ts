import { resolve } from "node:path";
import { format, resolveConfig } from "prettier";
import type { Files } from "./folder.ts";

/** Pages as `npm run format` would leave them, by their path inside a folder of `docs`. */
export async function formatPages(pages: Iterable<readonly [path: string, text: string]>): Promise<Files> {
  const options = { ...(await resolveConfig(resolve("docs/README.md"))), parser: "markdown" };
  const formatted = [...pages].map(async ([path, text]) => [path, await format(text, options)] as const);
  return new Map(await Promise.all(formatted));
}

/** A table; its cells are Markdown already. Nothing, if it has no row. */
export const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ""
    : [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** Keeps words from being read as Markdown, outside of code. */
export const escapeMarkdown = (text: string): string =>
  text
    .split("`")
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/[|<>*_]/g, "\\$&")))
    .join("`");

/** Keeps NatSpec from being read as Markdown, but for a word in *asterisks*, which mean the same in both. */
export const escapeProse = (text: string): string => escapeMarkdown(text).replace(/\\\*(\w+)\\\*/g, "*$1*");
