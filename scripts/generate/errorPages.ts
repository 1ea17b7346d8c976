import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { ErrorDescriptor } from "@posthuman/sdk";
import type { Files } from "./folder.ts";
import { escapeMarkdown as escape, formatPages, tableOf } from "./markdown.ts";

const source = "sdk/src/errors/catalogue";

type Area = Readonly<Record<string, ErrorDescriptor>>;

/** The catalogue's areas with their errors; what their type is called begins with a capital. */
export function errorAreas(): Promise<{ name: string; errors: Area }[]> {
  const names = readdirSync(source)
    .filter((file) => /^[a-z]\w*\.ts$/.test(file)) // an area; ErrorDescriptor.ts says what an entry is
    .map((file) => basename(file, ".ts"))
    .sort();
  return Promise.all(names.map(async (name) => ({ name, errors: await load(name) })));
}

/** The catalogue as Markdown: a page an area, and an index of every code. */
export async function errorPages(): Promise<Files> {
  const areas = await errorAreas();
  const pages = areas.map(({ name, errors }) => [`${name}.md`, renderPage(name, errors)] as const);
  const all = [["README.md", renderIndex(areas)] as const, ...pages];
  return formatPages(all);
}

async function load(name: string): Promise<Area> {
  const module = (await import(pathToFileURL(join(source, `${name}.ts`)).href)) as Record<string, Area>;
  const [exported] = Object.values(module);
  return exported ?? {};
}

function renderPage(name: string, errors: Area): string {
  const entries = Object.entries(errors).map(([code, error]) =>
    [
      `## ${code}`,
      quote(error.message),
      `**Why.** ${escape(error.why)}`,
      `**What to do.** ${escape(error.fix)}`,
      `HTTP status ${error.status}. ${error.retryable ? "Trying again later may succeed." : "Trying again as it is will not help."}`,
    ].join("\n\n"),
  );
  return [`# Errors: ${name}`, notice, ...entries].join("\n\n");
}

function renderIndex(areas: { name: string; errors: Area }[]): string {
  const intro =
    "Every error that SDK, worker and command line raise has a code. A program should compare the code, never the words; `{names}` stand for the error's arguments.";
  const tables = areas.map(({ name, errors }) =>
    [
      `## [${name}](${name}.md)`,
      tableOf(
        ["code", "message"],
        Object.entries(errors).map(([code, { message }]) => [
          `[${code}](${name}.md#${code.toLowerCase()})`,
          escape(message),
        ]),
      ),
    ].join("\n\n"),
  );
  return ["# Errors", notice, intro, ...tables].join("\n\n");
}

const notice = "<!-- Made from sdk/src/errors/catalogue by `npm run generate`; edit there. -->";
const quote = (text: string) => `> ${escape(text)}`;
