import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** `[text](target)`, outside of code. */
const LINK = /\]\(([^)\s]+)\)/g;
/** A code span that cites a test: a file, and often the name of a test in it. */
const CITATION = /`([\w./-]+(?:\.t\.sol|\.test\.ts|test_\w+\.py))(?::([^`]+))?`/g;
/** A file of the sources, named by its whole path, also in a block of code. */
const SOURCE =
  /(?<![\w/.…-])((?:(?:sdk|worker|cli)\/src|contracts|deploy|scripts|algorithms\/src|examples)\/[\w/.-]+\.(?:ts|mjs|py|sol))\b/g;
/** A script of the package, also in a block of code. */
const SCRIPT = /\bnpm run (?!-)([\w-]+(?::[\w-]+)*)/g;

/**
 * What the pages of the checkout refer to and what is not there: files and headings that they link to, tests that they
 * cite as `file:test`, where the file may lack its first folders, sources that they name by their path, and scripts that
 * they tell people to run.
 */
export function brokenReferences(root = "."): string[] {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", list, { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean);
  const pages = files.filter((file) => file.endsWith(".md") && existsSync(join(root, file)));
  const scripts = scriptsOf(join(root, "package.json"));
  return pages.flatMap((page) => {
    const whole = readFileSync(join(root, page), "utf8");
    const text = whole.replace(/^```[^]*?^```/gm, "");
    const links = [...text.replace(/`[^`\n]*`/g, "").matchAll(LINK)]
      .map(([, target]) => target!)
      .filter((target) => !/^\w+:/.test(target) && !leads(root, page, target));
    const citations = [...text.matchAll(CITATION)]
      .filter(([, file, name]) => !isCited(root, files, file!, name))
      .map(([cited]) => cited);
    const unknown = [...whole.matchAll(SCRIPT)]
      .filter(([, name]) => !scripts.has(name!))
      .map(([command]) => command);
    const sources = [...whole.matchAll(SOURCE)]
      .filter(([, file]) => !existsSync(join(root, file!)))
      .map(([file]) => file);
    return [...links, ...citations, ...sources, ...unknown].map(
      (missing) => `${page}: there is no ${missing}`,
    );
  });
}

function scriptsOf(file: string): ReadonlySet<string> {
  const { scripts } = JSON.parse(readFileSync(file, "utf8")) as { scripts: object };
  return new Set(Object.keys(scripts));
}

function leads(root: string, page: string, target: string): boolean {
  const [path = "", heading] = target.split("#");
  const file = path === "" ? join(root, page) : join(root, dirname(page), path);
  if (!existsSync(file)) return false;
  if (heading === undefined) return true;
  const headings = [...readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, words]) =>
    anchorOf(words!),
  );
  return headings.includes(heading);
}

/** The name that a page's viewer gives to a heading. */
const anchorOf = (words: string) =>
  words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, "")
    .replaceAll(" ", "-");

const isCited = (root: string, files: readonly string[], cited: string, name = "") =>
  files.some(
    (file) => `/${file}`.endsWith(`/${cited}`) && readFileSync(join(root, file), "utf8").includes(name),
  );
