import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { Application, LogLevel } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { listFiles, type Files } from "./folder.ts";
import { formatPages } from "./markdown.ts";

const SOURCE = "sdk/src";
const NOTICE = "<!-- Made from the SDK's TSDoc by `npm run generate`; edit there. -->";

/** The parts of the SDK, each a page: the folder that a name comes from, and what it is for. */
const areas: Readonly<Record<string, string>> = {
  client: "Connecting to a chain and a deployment, and sending transactions",
  plans: "What a person decides by: a job, a purchase, a sale as data, before anything is sent",
  models: "Publishing, finding and describing models; lineages and titles",
  jobs: "Requesting jobs, and moving them along",
  following: "Following a job while it runs",
  sessions: "Calling a model: opening, closing and verifying sessions",
  remote: "Talking to a worker: uploads, results, signed requests",
  datatokens: "Buying, selling and holding datatokens",
  pools: "Liquidity and swaps",
  income: "Sharing and claiming what models earn",
  assets: "Datasets and other assets of Ocean",
  algorithms: "Programs of one's own beside a model",
  evaluation: "Reading reports, and what quality costs",
  workers: "Finding workers, staking and authorising them",
  rehearsal: "Simulating transactions before they are sent",
  protocol: "The forms and rules that both sides share: manifests, receipts, hashes, fees, amounts",
  errors: "Errors and their codes",
  node: "`@posthuman/sdk/node`: files, keys and folders",
};

/** Folders without a page of their own. */
const partOf: Readonly<Record<string, string>> = { base: "protocol" };

/**
 * The reference of the SDK's public functions and types from their TSDoc, a page for each area.
 * @throws AssertionError if a name is exported from a folder that no page is for, or TypeDoc finds something wrong.
 */
export async function sdkReference(): Promise<Files> {
  mkdirSync("cache", { recursive: true });
  const work = mkdtempSync(resolve("cache", "sdk-reference-"));
  try {
    const entryPoints = writeEntries(work);
    await runTypeDoc(work, entryPoints);
    const pages = Object.keys(areas).map((area) => [`${area}.md`, readPage(work, area)] as const);
    return await formatPages([["README.md", renderIndex()], ...pages]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Writes a file for each area that exports what the SDK's two entries export from there. */
function writeEntries(work: string): string[] {
  const exported = new Map<string, string[]>();
  for (const entry of ["index.ts", "node.ts"]) {
    const lines = readFileSync(join(SOURCE, entry), "utf8").matchAll(/^export [^;]+ from "\.\/([^"]+)";/gm);
    for (const [line, path] of lines) {
      const folder = path!.split("/")[0]!;
      const area = partOf[folder] ?? folder;
      assert(area in areas, `scripts/generate/sdkReference.ts has no page for ${folder}.`);
      const from = relative(work, resolve(SOURCE, path!));
      exported.set(area, [...(exported.get(area) ?? []), line.replace(`./${path}`, from)]);
    }
  }
  return [...exported].map(([area, lines]) => {
    const file = join(work, `${area}.ts`);
    writeFileSync(file, lines.join("\n"));
    return file;
  });
}

async function runTypeDoc(work: string, entryPoints: string[]): Promise<void> {
  const tsconfig = join(work, "tsconfig.json");
  const settings = { extends: relative(work, "tsconfig.json"), include: ["*.ts"], exclude: [] };
  writeFileSync(tsconfig, JSON.stringify(settings));
  const options: Partial<PluginOptions> = {
    outputFileStrategy: "modules",
    hideBreadcrumbs: true,
    hidePageHeader: true,
    hidePageTitle: true,
    hideGroupHeadings: false,
    useCodeBlocks: true,
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    typeAliasPropertiesFormat: "table",
    expandObjects: true,
  };
  const app = await Application.bootstrapWithPlugins({
    ...options,
    entryPoints,
    tsconfig,
    plugin: ["typedoc-plugin-markdown"],
    out: join(work, "pages"),
    readme: "none",
    disableSources: true,
    excludeExternals: true,
    skipErrorChecking: true,
    sort: ["source-order"],
    logLevel: LogLevel.Error,
    validation: false,
  });
  const project = await app.convert();
  assert(project !== undefined && !app.logger.hasErrors(), "TypeDoc could not read the SDK.");
  await app.generateOutputs(project);
}

function readPage(work: string, area: string): string {
  const pages = join(work, "pages");
  const file = listFiles(pages).find((path) => path === `${area}.md` || path.endsWith(`/${area}.md`));
  const text = file === undefined ? "" : readFileSync(join(pages, file), "utf8");
  return [`# ${area}`, NOTICE, `${areas[area]}. [All areas](README.md).`, shorten(text)].join("\n\n");
}

/** Longest cell of a table, in characters; a type may be longer than a page is wide. */
const LONGEST = 200;

/**
 * Leaves of a union of codes its first members, and of a cell with a long type its beginning. Properties have no anchors:
 * a row is found with its table.
 */
function shorten(text: string): string {
  return text
    .replace(/<a id="property-[^"]+"><\/a> /g, "")
    .replace(/\[([^\]]+)\]\(#property-[^)]+\)/g, "$1")
    .replace(/\(([\w/]+\.md)#property-[^)]+\)/g, "($1)")
    .replace(/((?:\n\s*\| "[A-Z_]+"){3})(?:\n\s*\| "[A-Z_]+")+/g, "$1\n  | …")
    .replace(/((?:\\\| `"[A-Z_]+"` ){3})(?:\\\| `"[A-Z_]+"` ?)+/g, "$1\\| … ")
    .replace(/^\|.*$/gm, (row) => row.split(" | ").map(shortenCell).join(" | "));
}

function shortenCell(cell: string): string {
  const end = cell.length > LONGEST ? cell.lastIndexOf("; `", LONGEST) : -1;
  return end < 0 ? cell : `${cell.slice(0, end)}; …`;
}

function renderIndex(): string {
  const rows = Object.entries(areas).map(([area, what]) => `| [${area}](${area}.md) | ${what} |`);
  return [
    "# Reference of the SDK",
    NOTICE,
    "Everything that `@posthuman/sdk` and `@posthuman/sdk/node` export. The [guide](../../guides/sdk.md) shows how it goes together.",
    ["| area | what for |", "| --- | --- |", ...rows].join("\n"),
  ].join("\n\n");
}
