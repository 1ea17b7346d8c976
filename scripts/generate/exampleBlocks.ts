import { readFileSync } from "node:fs";
import { formatPages } from "./markdown.ts";
import type { Files } from "./folder.ts";

const FOLDER = "docs/guides";
const PAGE = "sdk.md";

/** A mark that names a file, and the block of code below it. */
const BLOCK = /(<!-- (examples\/\S+) -->\n\n```ts\n)[^]*?(```)/g;

/** The guide to the SDK, with the examples that it shows as they are in `examples/`; the rest is written by hand. */
export async function exampleBlocks(): Promise<Files> {
  const text = readFileSync(`${FOLDER}/${PAGE}`, "utf8");
  const shown = text.replace(
    BLOCK,
    (_, begin: string, file: string, end: string) => `${begin}${readFileSync(file, "utf8")}${end}`,
  );
  return formatPages([[PAGE, shown]]);
}
