import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { brokenExamples, examplesOf } from "./tsdocExamples.ts";

const source = (...lines: string[]) =>
  ["/**", " * Says something.", " *", " * @example", ...lines.map((line) => ` * ${line}`), " */"].join("\n");

test("finds the examples of a source with their lines", () => {
  const two = `${source("first();", "if (second) {", "  third();", "}")}\nexport const a = 1;\n\n${source("last();")}`;
  expect(examplesOf("a.ts", two)).toEqual([
    { file: "a.ts", line: 5, code: "first();\nif (second) {\n  third();\n}" },
    { file: "a.ts", line: 16, code: "last();" },
  ]);
});

test("names each example that does not compile, and its line", { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "examples-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "twice.ts");
  const wrong = source(
    "const kept = await getModel(client, model);",
    "await twice(client, { modle: kept.name });",
  );
  const right = source(
    'const { name } = await getModel(client, model); // "M1"',
    "await twice(client, { model: name });",
  );
  const twice = "export async function twice(client: object, { model }: { model: string }) {}";
  writeFileSync(file, `${wrong}\n${twice}\n\n${right}\nexport const more = 1;\n`);
  expect(brokenExamples([file])).toEqual([expect.stringMatching(/twice\.ts:6: .*'modle'/)]);
});
