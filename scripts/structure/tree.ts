import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { importsIn, type Statement } from "./importsIn.ts";
import { generatedFolders } from "./rooms.ts";

/** One import or re-export of a file. */
export interface Import extends Omit<Statement, "source"> {
  /** What is imported, from the root of the checkout: a file, or what only looks like one. */
  readonly to: string;
  /** Whether it names a package, `@posthuman/sdk`, and no path. */
  readonly byName: boolean;
}

/** A file as the structure check reads it. */
export interface SourceFile {
  readonly text: string;
  /** Lines, without the empty end. */
  readonly lines: number;
  /** What it imports of this checkout; packages of others are left out. */
  readonly imports: readonly Import[];
  /** Where it loads what no reader can tell from the text, such as `import(file)`. */
  readonly hidden: readonly string[];
}

/** Files by their path from the root of the checkout. */
export type Tree = ReadonlyMap<string, SourceFile>;

/** The endings of all files that Node, a bundler or a test can import as code. */
const CODE = "{ts,mts,cts,tsx,js,mjs,cjs,jsx}";
const ELSEWHERE = /(?:^|\/)(?:node_modules|\.venv|dist)(?:\/|$)/;

/** Whether a file is a test, or helps only tests. */
export const isTest = (file: string): boolean =>
  /\.test\.ts$|(?:^|\/)testing\//.test(file) || file.startsWith("test/");

/** Whether a file is made by `npm run generate`; a folder that is only named so is written by hand. */
export const isGenerated = (file: string): boolean =>
  generatedFolders.some((folder) => file.startsWith(`${folder}/`));

/** Reads the TypeScript and JavaScript in folders of the checkout; `.` is what lies right in its root. */
export function readTree(root: string, folders: readonly string[]): Tree {
  const pattern = folders.map((folder) => (folder === "." ? `*.${CODE}` : `${folder}/**/*.${CODE}`));
  const files = globSync(pattern, { cwd: root, exclude: (path) => ELSEWHERE.test(String(path)) });
  return new Map(files.sort().map((file) => [file, readSource(root, file)] as const));
}

/** Reads a file; it is parsed when somebody asks for its imports, since its size needs no parsing. */
function readSource(root: string, file: string): SourceFile {
  const text = readFileSync(join(root, file), "utf8");
  let parsed: Pick<SourceFile, "imports" | "hidden"> | undefined;
  const parse = () => (parsed ??= parseSource(root, file, text));
  return {
    text,
    lines: text.trimEnd().split("\n").length,
    get imports() {
      return parse().imports;
    },
    get hidden() {
      return parse().hidden;
    },
  };
}

function parseSource(root: string, file: string, text: string): Pick<SourceFile, "imports" | "hidden"> {
  const { statements, hidden } = importsIn(file, text);
  const imports = statements.flatMap(({ source, ...rest }) => {
    const to = resolveImport(root, file, source);
    return to === undefined ? [] : [{ to, byName: !source.startsWith("."), ...rest }];
  });
  return { imports, hidden };
}

/**
 * The file that an import means, from the root of the checkout.
 * @returns `undefined` for a package that is not of this checkout.
 */
export function resolveImport(root: string, file: string, source: string): string | undefined {
  // The packages are linked into node_modules, so that a path through it leads back into the checkout.
  if (source.startsWith(".")) {
    return normalize(join(dirname(file), source)).replace(/^(?:.*\/)?node_modules\/@posthuman\//, "");
  }
  const [, name, path] = /^@posthuman\/(\w+)(?:\/(.+))?$/.exec(source) ?? [];
  return name === undefined ? undefined : exportOf(root, name, path);
}

/** What a package's `exports` say, in its sources. */
function exportOf(root: string, name: string, path: string | undefined): string {
  const wanted = path === undefined ? "." : `./${path}`;
  for (const [key, target] of exportsOf(root, name)) {
    if (key === wanted) return join(name, target);
    const [before, after] = key.split("*");
    if (after === undefined || !wanted.startsWith(before!) || !wanted.endsWith(after)) continue;
    return join(name, target.replace("*", wanted.slice(before!.length, wanted.length - after.length)));
  }
  return join(name, "src", path === undefined ? "index.ts" : `${path.replace(/\.ts$/, "")}.ts`);
}

/** The files of a package's sources that others import by its name alone, or by a name below it: its faces. */
export function facesOf(root: string, name: string): string[] {
  const named = exportsOf(root, name).filter(([key]) => !key.includes("*"));
  return [join(name, "src/index.ts"), ...named.map(([, target]) => join(name, target))];
}

function exportsOf(root: string, name: string): [string, string][] {
  const file = join(root, name, "package.json");
  if (!existsSync(file)) return [];
  const { exports = {} } = JSON.parse(readFileSync(file, "utf8")) as { exports?: Record<string, unknown> };
  return Object.entries(exports).flatMap(([key, value]) => {
    const target = sourceIn(value);
    return target === undefined ? [] : [[key, target] as [string, string]];
  });
}

/** The source behind an export, which may name what was built from it. */
function sourceIn(value: unknown): string | undefined {
  if (typeof value === "string") {
    return value.replace(/^\.\/dist\//, "./src/").replace(/(?:\.d)?\.[jt]s$/, ".ts");
  }
  const targets = Object.values(value ?? {}).map(sourceIn);
  return targets.find((target) => target !== undefined);
}
