import { ESLint, Linter } from "eslint";
import tseslint from "typescript-eslint";
import { expect, test } from "vitest";
import { importDirection } from "./importDirection.ts";

/** What the rule says of one file with one statement. */
function lint(filename: string, code: string): Linter.LintMessage[] {
  const { parser } = tseslint as { parser: Linter.Parser };
  const plugins = { posthuman: { rules: { direction: importDirection } } };
  const config = {
    files: ["**/*.*"],
    languageOptions: { parser },
    plugins,
    rules: { "posthuman/direction": "error" },
  } satisfies Linter.Config;
  return new Linter({ cwd: process.cwd() }).verify(code, [config], filename);
}

test.each([
  ["sdk/src/client/x.ts", 'import { a } from "@posthuman/worker";', "direction"],
  ["sdk/src/client/x.ts", 'import { a } from "../../../worker/src/index.ts";', "direction"],
  ["sdk/src/client/x.ts", 'export * from "../../../scripts/x.ts";', "direction"],
  ["sdk/src/client/x.ts", 'export { a } from "../../../deploy/x.ts";', "direction"],
  ["worker/src/engine/x.ts", 'await import("@posthuman/cli");', "direction"],
  ["worker/src/engine/x.ts", 'import { a } from "../../../scripts/demo.ts";', "direction"],
  ["worker/src/engine/x.ts", 'import { a } from "../../../sdk/src/jobs/x.ts";', "path"],
  ["worker/src/engine/x.test.ts", 'import { a } from "../../../cli/src/x.ts";', "direction"],
  ["cli/src/x.ts", 'import { a } from "../../scripts/x.ts";', "direction"],
  ["deploy/x.ts", 'import { a } from "@posthuman/sdk";', "direction"],
  ["scripts/demo/x.ts", 'import { a } from "../../sdk/src/generated/JobMarket.ts";', "generated"],
  ["scripts/demo/x.ts", 'import { a } from "../../cli/src/terminal/table.ts";', "path"],
  ["worker/src/job/x.ts", 'import { a } from "../engine/x.ts";', "room"],
  ["worker/src/execution/x.ts", 'import { a } from "../chain/x.ts";', "room"],
  ["cli/src/wallet/x.ts", 'import { a } from "../commands/x.ts";', "room"],
  ["worker/src/job/x.ts", "await import(`../engine/x.ts`);", "room"],
  ["worker/src/job/x.ts", 'type A = import("../engine/x.ts").A;', "room"],
  ["worker/src/job/x.ts", 'import A = require("../engine/x.ts");', "room"],
  ["worker/src/job/x.cjs", 'require("../engine/x.ts");', "room"],
  ["worker/src/job/x.mts", 'import { a } from "../engine/x.ts";', "room"],
  ["worker/src/job/x.ts", 'createRequire(import.meta.url)("../engine/x.ts");', "room"],
  ["worker/src/job/x.ts", 'import "../../../node_modules/@posthuman/worker/src/engine/x.ts";', "room"],
  ["worker/src/job/x.ts", 'import { createRequire } from "node:module";', "hidden"],
  ["worker/src/job/x.ts", 'import module from "module";', "hidden"],
  ["worker/src/job/x.ts", 'process.getBuiltinModule("module");', "hidden"],
  ["worker/src/job/x.ts", "await import(name);", "hidden"],
  ["worker/src/job/x.ts", "await import(`./${name}.ts`);", "hidden"],
  ["worker/src/job/x.test.ts", "await import(name);", "hidden"],
  ["worker/src/engine/x.ts", 'import { a } from "../testing/peek.ts";', "testing"],
  ["worker/src/engine/x.ts", 'import { a } from "./x.test.ts";', "testing"],
  ["worker/src/x.ts", 'import { a } from "@posthuman/sdk/testing/startChain";', "testing"],
  ["scripts/demo.ts", 'import { a } from "../test/e2e/x.ts";', "testing"],
  ["worker/src/engine/x.ts", 'import { a } from "../../tools/x.ts";', "homeless"],
  ["worker/src/attic/x.ts", 'import { a } from "../store/x.ts";', "homeless"],
])("%s: %s is refused", (file, code, verdict) => {
  expect(lint(file, code).map(({ messageId }) => messageId)).toEqual([verdict]);
});

test.each([
  ["sdk/src/client/x.ts", 'import { a } from "../generated/JobMarket.ts";'],
  ["sdk/src/client/x.ts", 'import { Contract } from "ethers";'],
  ["worker/src/engine/x.ts", 'import { a } from "@posthuman/sdk"; import b from "../store/b.ts";'],
  ["worker/src/runner/bubblewrap/x.ts", 'import { a } from "../../store/x.ts";'],
  ["worker/src/job/x.test.ts", 'import { a } from "../engine/x.ts";'],
  ["worker/src/testing/x.ts", 'import { a } from "../../../deploy/deployPosthuman.ts";'],
  ["worker/src/job/x.ts", "export const a = 1; export { a as b };"],
  ["worker/src/job/x.test.ts", 'import { a } from "../testing/peek.ts";'],
  ["scripts/stack/x.ts", 'import { a } from "@posthuman/sdk/testing/startChain";'],
  ["scripts/deep/createCompiler.ts", 'import { createRequire } from "node:module";'],
  ["cli/src/x.ts", 'import { a } from "@posthuman/worker"; import { b } from "@posthuman/sdk";'],
  ["scripts/demo/x.ts", 'import { a } from "../../deploy/x.ts"; import { b } from "@posthuman/worker";'],
])("%s: %s is fine", (file, code) => {
  expect(lint(file, code)).toEqual([]);
});

test("says a refusal in words", () => {
  const [found] = lint("worker/src/store/x.ts", 'import { a } from "../engine/x.ts";');
  expect(found?.message).toBe(
    "worker/src/store may not import worker/src/engine/x.ts. It is weights and other artifacts on the disk, encrypted, by their hash; of worker/src it may import only database.",
  );
});

test("is on for every part of the project", async () => {
  for (const file of [
    "sdk/src/index.ts",
    "worker/src/x.ts",
    "cli/src/main.ts",
    "deploy/x.ts",
    "scripts/test.ts",
    "scripts/bootstrap.mjs",
    "worker/src/x.mts",
    "worker/src/x.cjs",
    "worker/src/generated/x.ts",
  ]) {
    const config = (await new ESLint().calculateConfigForFile(file)) as Linter.Config;
    expect(config.rules?.["posthuman/import-direction"]).toEqual([2]);
  }
});
