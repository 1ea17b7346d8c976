import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { facesOf, isGenerated, isTest, readTree, type SourceFile, type Tree } from "./tree.ts";

/** Lines that no file written by hand may exceed. */
const MAX_LINES = 400;
/** Between these lies the median of a part's files: one idea a file, neither crumbs nor chapters. */
const MEDIAN = { least: 60, most: 120 };
/** Files that hold little more than one declaration. */
const CRUMB = 25;

/** What the sizes of a part's files come to; tests and generated files aside. */
export interface Grain {
  readonly part: string;
  readonly files: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
  /** Shares of the files with 25 lines or less, and of the lines that are comments: 0 to 1. */
  readonly crumbs: number;
  readonly comments: number;
}

/** Files of one part and their text. */
type Files = ReadonlyMap<string, Pick<SourceFile, "text" | "lines">>;

/** The parts whose grain is reported; of those with `isBound`, the median is bound. */
export function grains(root: string): (Grain & { readonly isBound: boolean })[] {
  const folders = { sdk: "sdk/src", worker: "worker/src", cli: "cli/src", scripts: "scripts" };
  const trees = Object.values(folders).map((folder) => handWritten(readTree(root, [folder])));
  const [sdk, worker, cli, scripts] = trees as [Tree, Tree, Tree, Tree];
  const others = {
    contracts: readFiles(root, "contracts/**/*.sol", /\.t\.sol$|contracts\/testing\//),
    algorithms: readFiles(root, "algorithms/**/*.py", /\/tests\/|test_\w+\.py$|\.venv/),
  };
  return [
    { ...grainOf("sdk/src", sdk), isBound: false },
    { ...grainOf("sdk/src without its public functions", withoutPublic(root, sdk)), isBound: true },
    { ...grainOf("worker/src", worker), isBound: true },
    { ...grainOf("cli/src", cli), isBound: true },
    { ...grainOf("scripts", scripts), isBound: true },
    { ...grainOf("contracts", others.contracts), isBound: false },
    { ...grainOf("algorithms", others.algorithms), isBound: false },
  ];
}

/** What is wrong with the sizes: files that are too long, and parts whose files are too small or too large. */
export function sizeProblems(tree: Tree, measured: readonly (Grain & { isBound: boolean })[]): string[] {
  const long = [...tree]
    .filter(([file, { lines }]) => lines > MAX_LINES && !isGenerated(file))
    .map(([file, { lines }]) => `${file}: ${lines} lines, at most ${MAX_LINES} are allowed`);
  const outside = measured
    .filter(({ isBound, files }) => isBound && files > 0)
    .filter(({ median }) => median < MEDIAN.least || median > MEDIAN.most)
    .map(
      ({ part, median }) =>
        `${part}: the median file has ${median} lines, between ${MEDIAN.least} and ${MEDIAN.most} are allowed`,
    );
  return [...long, ...outside];
}

/** Measures the files of one part. */
export function grainOf(part: string, files: Files): Grain {
  const sizes = [...files.values()].map(({ lines }) => lines).sort((a, b) => a - b);
  const at = (share: number) => sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * share))] ?? 0;
  const all = sizes.reduce((sum, lines) => sum + lines, 0);
  const comments = [...files.values()].reduce((sum, { text }) => sum + commentLines(text), 0);
  return {
    part,
    files: sizes.length,
    median: at(0.5),
    p90: at(0.9),
    max: sizes.at(-1) ?? 0,
    crumbs: sizes.filter((lines) => lines <= CRUMB).length / Math.max(1, sizes.length),
    comments: comments / Math.max(1, all),
  };
}

const commentLines = (text: string) =>
  text.split("\n").filter((line) => /^\s*(?:\/\/|\/?\*|#|""")/.test(line)).length;

const handWritten = (tree: Tree): Tree =>
  new Map([...tree].filter(([file]) => !isTest(file) && !isGenerated(file)));

/** Without the files that are named like a function that the package's face passes on. */
function withoutPublic(root: string, files: Tree): Files {
  const passed = facesOf(root, "sdk").flatMap((face) => files.get(face)?.imports ?? []);
  const exported = new Set(
    passed.flatMap(({ isExport, values }) => (isExport ? values.map(({ as }) => as) : [])),
  );
  const isPublic = (file: string) => {
    const name = basename(file, ".ts");
    return (
      exported.has(name) &&
      new RegExp(`^export (?:async )?(?:function\\*? |const )${name}\\b`, "m").test(files.get(file)!.text)
    );
  };
  return new Map([...files].filter(([file]) => !isPublic(file)));
}

function readFiles(root: string, pattern: string, without: RegExp): Files {
  const files = globSync(pattern, { cwd: root }).filter((file) => !without.test(file));
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(root, file), "utf8");
      return [file, { text, lines: text.trimEnd().split("\n").length }] as const;
    }),
  );
}
