import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codeLines } from "./codeLines.ts";

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
