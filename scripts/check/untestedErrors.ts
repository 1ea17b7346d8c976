import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

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
