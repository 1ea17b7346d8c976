import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { parts, type Part } from "../structure/rooms.ts";
import type { Files } from "./folder.ts";
import { escapeMarkdown, formatPages, tableOf } from "./markdown.ts";

const ARCHITECTURE = "architecture.md";
const SDK_GUIDE = "sdk.md";
const BEGIN = "<!-- The rooms, made from scripts/structure/rooms.ts by `npm run generate`; edit there. -->";
const END = "<!-- The end of the rooms. -->";
/** A mark that names a file, and the block of code below it. */
const BLOCK = /(<!-- (examples\/\S+) -->\n\n```ts\n)[^]*?(```)/g;

/** The guide to the SDK, with the examples that it shows as they are in `examples/`; the rest is written by hand. */
export async function exampleBlocks(): Promise<Files> {
  const text = readFileSync(`docs/guides/${SDK_GUIDE}`, "utf8");
  const shown = text.replace(
    BLOCK,
    (_, begin: string, file: string, end: string) => `${begin}${readFileSync(file, "utf8")}${end}`,
  );
  return formatPages([[SDK_GUIDE, shown]]);
}

/**
 * The page about the architecture with the tables of rooms between its two marks; the rest of it is written by hand.
 * @throws AssertionError if the page has no marks.
 */
export async function architecturePage(): Promise<Files> {
  const file = `docs/${ARCHITECTURE}`;
  if (!existsSync(file)) return new Map();
  const text = readFileSync(file, "utf8");
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  assert(after !== undefined, `${file} must have the lines\n${BEGIN}\n${END}`);
  const page = [before!.trimEnd(), BEGIN, ...Object.entries(parts).map(renderPart), END, after.trimStart()];
  return formatPages([[ARCHITECTURE, page.join("\n\n")]]);
}

/** One part: what it is, what it may import, and a row for each room. */
function renderPart([name, { folder, is, may, rooms }]: [string, Part]): string {
  const path = folder === "." ? "the root of the checkout" : `\`${folder}/\``;
  const others = may.length === 0 ? "It imports no other part." : `It may import ${may.join(", ")}.`;
  const rows = Object.entries(rooms).map(([room, { is: what, may: inside, testing = [] }]) => [
    room === "." ? "_files right in it_" : `\`${room}/\``,
    escapeMarkdown(what),
    [
      inside.includes("*") ? "all" : inside.map((one) => `\`${one}\``).join(", "),
      ...testing.map((name) => `test helpers of \`${name}\``),
    ].join(", "),
  ]);
  return [
    `### ${name}`,
    `${is} In ${path}. ${others}`,
    tableOf(["room", "is", "may import of this part"], rows),
  ].join("\n\n");
}
