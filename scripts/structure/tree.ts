import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** One import or re-export of a file. */
export interface Import {
  /** What is imported, from the root of the checkout: a file, or what only looks like one. */
  readonly to: string;
  /** Whether it names a package, `@posthuman/sdk`, and no path. */
  readonly byName: boolean;
  /** The names that are values; `*` for all of the file, or for an import that only runs it. */
  readonly values: readonly string[];
  readonly isExport: boolean;
}

/** A file as the structure check reads it. */
export interface SourceFile {
  readonly text: string;
  /** Lines, without the empty end. */
  readonly lines: number;
  readonly imports: readonly Import[];
}

/** Files by their path from the root of the checkout. */
export type Tree = ReadonlyMap<string, SourceFile>;

const STATEMENT =
  /^\s*(import|export)\s+(type\s+)?(?:(\*(?:\s+as\s+\w+)?|\{[^}]*\}|[\w$]+(?:\s*,\s*\{[^}]*\})?)\s+from\s+)?["']([^"']+)["']/gm;
const DYNAMIC = /\bimport\(\s*"([^"]+)"\s*\)/g;
const ELSEWHERE = /(?:^|\/)(?:node_modules|\.venv|dist)(?:\/|$)/;

/** Whether a file is a test, or helps only tests. */
export const isTest = (file: string): boolean =>
  /\.test\.ts$|(?:^|\/)testing\//.test(file) || file.startsWith("test/");

/** Whether a file is made by `npm run generate`. */
export const isGenerated = (file: string): boolean => file.includes("/generated/");

/** Reads the TypeScript and plain JavaScript in folders of the checkout; `.` is what lies right in its root. */
export function readTree(root: string, folders: readonly string[]): Tree {
  const pattern = folders.map((folder) => (folder === "." ? "*.{ts,mjs}" : `${folder}/**/*.{ts,mjs}`));
  const files = globSync(pattern, { cwd: root, exclude: (path) => ELSEWHERE.test(String(path)) });
  return new Map(files.sort().map((file) => [file, readSource(root, file)] as const));
}

function readSource(root: string, file: string): SourceFile {
  const text = readFileSync(join(root, file), "utf8");
  return { text, lines: text.trimEnd().split("\n").length, imports: importsOf(root, file, text) };
}

/** What a file imports of this checkout; packages of others are left out. */
function importsOf(root: string, file: string, text: string): Import[] {
  const statements = [...text.matchAll(STATEMENT)].map(([, kind, type, clause, source]) => ({
    source: source!,
    values: type === undefined ? valuesOf(clause) : [],
    isExport: kind === "export",
  }));
  const dynamic = [...text.matchAll(DYNAMIC)].map(([, source]) => ({
    source: source!,
    values: ["*"],
    isExport: false,
  }));
  return [...statements, ...dynamic].flatMap(({ source, ...rest }) => {
    const to = resolveImport(root, file, source);
    return to === undefined ? [] : [{ to, byName: !source.startsWith("."), ...rest }];
  });
}

/** The values among the names of an import: `{ a, type B, c as d }` has `a` and `c`. */
function valuesOf(clause: string | undefined): string[] {
  const named = /\{([^}]*)\}/.exec(clause ?? "");
  if (named === null) return ["*"];
  const names = named[1]!.split(",").map((name) => name.trim());
  return names
    .filter((name) => name !== "" && !name.startsWith("type "))
    .map((name) => name.split(/\s+as\s+/)[0]!);
}

/**
 * The file that an import means, from the root of the checkout.
 * @returns `undefined` for a package that is not of this checkout.
 */
export function resolveImport(root: string, file: string, source: string): string | undefined {
  if (source.startsWith(".")) return normalize(join(dirname(file), source));
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
