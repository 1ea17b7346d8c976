import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What one person can read in one sitting. */
const MAX_TOTAL = 900;
const MAX_FILE = 400;

/**
 * What of `contracts/`, tests aside, has become too long to read in one sitting: a file, or the code of all contracts.
 * The interfaces only declare what the contracts do, and count as their documentation.
 */
export function oversizedContracts(root = "."): string[] {
  const files = globSync("contracts/**/*.sol", {
    cwd: root,
    exclude: ["contracts/testing/**", "**/*.t.sol"],
  }).sort();
  const sizes = files.map((file) => {
    const source = readFileSync(join(root, file), "utf8");
    return { file, code: codeLines(source), lines: source.trimEnd().split("\n").length };
  });
  const contracts = sizes.filter(({ file }) => !file.startsWith("contracts/interfaces/"));
  const total = contracts.reduce((sum, { code }) => sum + code, 0);
  const long = sizes
    .filter(({ lines }) => lines > MAX_FILE)
    .map(({ file, lines }) => `${file}: ${lines} lines, at most ${MAX_FILE} are allowed`);
  if (total <= MAX_TOTAL) return long;
  const table = contracts.map(({ file, code }) => `  ${String(code).padStart(4)}  ${file}`);
  return [...long, `contracts/: ${total} lines of code, at most ${MAX_TOTAL} are allowed`, ...table];
}

/** How many lines of a Solidity source hold code: not those that are empty, import, or hold nothing but a comment. */
export function codeLines(source: string): number {
  const code = source.replace(/"(?:\\.|[^"\\\n])*"|\/\*[^]*?\*\/|\/\/.*$/gm, (part) =>
    part.startsWith('"') ? part : part.replace(/[^\n]/g, ""),
  );
  const own = code.replace(/^(?:import|pragma)\b[^;]*;$/gm, "");
  return own.split("\n").filter((line) => line.trim() !== "").length;
}

/**
 * Custom errors of our contracts that no Solidity test expects by its selector. That the line which throws it is also
 * reached is what `npm run coverage` shows.
 */
export function untestedErrors(root = "."): string[] {
  const files = globSync("contracts/**/*.sol", { cwd: root }).sort();
  const sources = files.map((file) => ({ file, source: readFileSync(join(root, file), "utf8") }));
  const isTest = (file: string) => file.endsWith(".t.sol") || file.startsWith("contracts/testing/");
  const tests = sources.filter(({ file }) => isTest(file)).map(({ source }) => withoutComments(source));
  const expected = new Set(
    tests.flatMap((source) => [...source.matchAll(/\b(\w+)\.selector\b/g)].map(([, name]) => name)),
  );
  return sources
    .filter(({ file }) => !isTest(file))
    .flatMap(({ file, source }) =>
      [...withoutComments(source).matchAll(/^\s*error\s+(\w+)\s*\(/gm)]
        .filter(([, name]) => !expected.has(name))
        .map(([, name]) => `${file}: no Solidity test expects ${name}`),
    );
}

const withoutComments = (source: string) => source.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
