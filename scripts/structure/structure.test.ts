import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { folderCircles, mutualFolders } from "./folders.ts";
import { grainOf, grains, sizeProblems } from "./grain.ts";
import { jobPath } from "./jobPath.ts";
import { forbiddenImports, hiddenImports, roomProblems, type Parts } from "./roomRules.ts";
import { longWay, structureReport } from "./structure.ts";
import { facesOf, readTree, type Tree } from "./tree.ts";

/** A checkout with these files and no other. */
function checkoutOf(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "structure-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

/** The tree of such a checkout. */
const treeOf = (files: Readonly<Record<string, string>>): Tree =>
  readTree(checkoutOf(files), ["sdk/src", "worker/src", "deploy", "scripts"]);

const room = (is: string, ...may: string[]) => ({ is, may });
const part = (folder: string, may: string[], rooms: Parts[string]["rooms"]) => ({
  folder,
  is: `This is ${folder}.`,
  may,
  isPackage: folder.endsWith("/src"),
  rooms,
});
const parts: Parts = {
  deploy: part("deploy", [], { ".": room("what deploys") }),
  sdk: part("sdk/src", [], { ".": room("the face", "jobs"), jobs: room("what a wallet does with jobs") }),
  worker: part("worker/src", ["sdk"], {
    job: room("what a job is"),
    engine: room("who is paid", "job", "engine/clock"),
    "engine/clock": room("what time it is"),
    testing: room("what only tests use", "*"),
  }),
};

test("an import that a room or a part may not make is refused in words", () => {
  const tree = treeOf({
    "sdk/src/index.ts": 'export { pay } from "./jobs/pay.ts";',
    "sdk/src/jobs/pay.ts": 'import "@posthuman/worker";',
    "worker/src/job/Job.ts": 'import type { Engine } from "../engine/Engine.ts";',
    "worker/src/engine/Engine.ts": 'import { a } from "../job/Job.ts";\nimport { b } from "./clock/now.ts";',
    "worker/src/engine/clock/now.ts": 'import { pay } from "../../../../sdk/src/jobs/pay.ts";',
    "worker/src/engine/Engine.test.ts": 'import { c } from "../testing/start.ts";',
    "worker/src/testing/start.ts":
      'import { d } from "../engine/Engine.ts";\nimport e from "../../../deploy/e.ts";',
    "deploy/e.ts": "export const e = 1;",
  });
  expect(roomProblems(parts, tree)).toEqual([]);
  expect(forbiddenImports(parts, tree)).toEqual([
    "sdk/src/jobs/pay.ts: sdk must not import worker: sdk imports no other part. This is sdk/src.",
    'worker/src/engine/clock/now.ts: Import sdk by its name, "@posthuman/sdk", not by a path into it.',
    "worker/src/job/Job.ts: worker/src/job may not import worker/src/engine/Engine.ts. It is what a job is; of worker/src it may import no other room.",
  ]);
});

const ENGINE = "worker/src/engine/Engine.ts";
const refused = `worker/src/job may not import ${ENGINE}. It is what a job is; of worker/src it may import no other room.`;

test.each([
  ["a template", "x.ts", "await import(`../engine/Engine.ts`);"],
  ["options", "x.ts", 'await import("../engine/Engine.ts", { with: {} });'],
  ["a comment in the way", "x.ts", 'import { /* } */ a, // b\n} from "../engine/Engine.ts";'],
  ["a comment before the path", "x.ts", 'export * from /* here */ "../engine/Engine.ts";'],
  ["a statement that is not the first of its line", "x.ts", 'f(); import { a } from "../engine/Engine.ts";'],
  ["a type", "x.ts", 'type A = import("../engine/Engine.ts").A;'],
  ["require", "x.cjs", 'const { a } = require("../engine/Engine.ts");'],
  ["createRequire", "x.ts", 'createRequire(import.meta.url)("../engine/Engine.ts");'],
  ["a detour", "x.ts", 'import "../../../node_modules/@posthuman/worker/src/engine/Engine.ts";'],
  ...["mts", "cts", "tsx", "js", "jsx", "mjs", "cjs"].map((ending) => [
    `a file that ends in .${ending}`,
    `x.${ending}`,
    'import { a } from "../engine/Engine.ts";',
  ]),
])("an import is seen through %s", (_, file, code) => {
  const tree = treeOf({ [`worker/src/job/${file}`]: code, [ENGINE]: "" });
  expect(forbiddenImports(parts, tree)).toEqual([`worker/src/job/${file}: ${refused}`]);
});

test("what only looks like an import is none", () => {
  const code = '// import "../engine/Engine.ts";\nexport const text = `\nimport "../engine/Engine.ts";\n`;';
  expect(forbiddenImports(parts, treeOf({ "worker/src/job/x.ts": code, [ENGINE]: "" }))).toEqual([]);
});

test("what helps tests is imported by tests, and by a room of which that is said", () => {
  const rooms = { a: { ...room("what builds", "b"), testing: ["worker"] }, b: room("what else builds") };
  const house: Parts = { ...parts, scripts: part("scripts", ["worker"], rooms) };
  const tree = treeOf({
    "worker/package.json": '{ "exports": { "./testing/*": "./src/testing/*.ts" } }',
    "worker/src/engine/Engine.ts": 'import "../testing/peek.ts";\nimport "./Engine.test.ts";',
    "worker/src/engine/Engine.test.ts": 'import "../testing/peek.ts";',
    "worker/src/testing/peek.ts": "",
    "scripts/a/x.ts": 'import "@posthuman/worker/testing/peek";\nimport "../b/testing/y.ts";',
    "scripts/b/x.ts": 'import "@posthuman/worker/testing/peek";',
    "scripts/b/testing/y.ts": "",
  });
  const words = (file: string) =>
    `${file} is for tests: tests import it, and rooms of which scripts/structure/rooms.ts says so.`;
  expect(forbiddenImports(house, tree)).toEqual([
    `scripts/a/x.ts: ${words("scripts/b/testing/y.ts")}`,
    `scripts/b/x.ts: ${words("worker/src/testing/peek.ts")}`,
    `worker/src/engine/Engine.ts: ${words("worker/src/testing/peek.ts")}`,
    `worker/src/engine/Engine.ts: ${words("worker/src/engine/Engine.test.ts")}`,
  ]);
});

test("an import that its text does not show stands only where a reason is listed", () => {
  const tree = treeOf({
    "scripts/a.ts": 'import { createRequire } from "node:module";',
    "scripts/b.ts": "await import(name);\nawait import(`./${name}.ts`);",
    "scripts/c.ts": 'process.getBuiltinModule("module");\nawait import("file:///x.ts");',
    "scripts/d.ts": 'import "../algorithms/x.mjs";\nawait import(name);',
    "scripts/e.ts": 'await import("./d.ts");',
  });
  const house: Parts = { scripts: part("scripts", [], { ".": room("all") }) };
  const hidden = hiddenImports({ "scripts/d.ts": "so it is", "scripts/e.ts": "it was" }, tree);
  expect(hidden.map((words) => words.split(": ").slice(0, 2).join(": "))).toEqual([
    'scripts/a.ts: import { createRequire } from "node:module";',
    "scripts/b.ts: import(name)",
    "scripts/b.ts: import(`./${name}.ts`)",
    "scripts/c.ts: process.getBuiltinModule",
    'scripts/c.ts: import("file:///x.ts")',
    "scripts/e.ts: listed in scripts/structure/rooms.ts, but it hides no import",
  ]);
  expect(forbiddenImports(house, tree)).toEqual([
    "scripts/d.ts: algorithms/x.mjs belongs to no part: say in scripts/structure/rooms.ts what it is.",
  ]);
});

test("a folder without a room and a room without a file are named", () => {
  const tree = treeOf({
    "sdk/src/index.ts": "",
    "sdk/src/jobs/pay.ts": "",
    "worker/src/job/Job.ts": "",
    "worker/src/engine/Engine.ts": "",
    "worker/src/engine/clock/now.ts": "",
    "worker/src/attic/box.ts": "",
    "deploy/e.ts": "",
  });
  expect(roomProblems(parts, tree)).toEqual([
    "worker/src/attic belongs to no room: say in scripts/structure/rooms.ts what it is and what it may import.",
    "worker/src/testing: a room of scripts/structure/rooms.ts that has no file",
  ]);
});

test("two folders that import each other are named, tests aside", () => {
  const tree = treeOf({
    "scripts/a/one.ts": 'import type { B } from "../b/two.ts";',
    "scripts/b/two.ts": 'const { one } = await import("../a/one.ts");',
    "scripts/c/three.ts": 'import { B } from "../b/two.ts";',
    "scripts/b/two.test.ts": 'import { C } from "../c/three.ts";',
  });
  expect(mutualFolders(tree)).toEqual([
    "scripts/a and scripts/b import each other: scripts/a/one.ts imports scripts/b/two.ts; scripts/b/two.ts imports scripts/a/one.ts",
  ]);
  expect(folderCircles(tree)).toEqual([]);
});

test("folders that import each other around a circle are named once", () => {
  const tree = treeOf({
    "scripts/a/one.ts": 'import { two } from "../b/two.ts";',
    "scripts/b/two.ts": 'export * from "../c/three.ts";',
    "scripts/c/three.ts": 'import "../a/one.ts";',
    "scripts/d/four.ts": 'import "../a/one.ts";',
  });
  expect(mutualFolders(tree)).toEqual([]);
  expect(folderCircles(tree)).toEqual(["a circle of folders: scripts/a, scripts/b, scripts/c"]);
});

test("files of more than 400 lines, and parts of crumbs or of chapters, are refused", () => {
  const lines = (count: number) => "x;\n".repeat(count);
  const root = checkoutOf({
    "sdk/package.json": '{ "exports": { ".": "./src/index.ts" } }',
    "sdk/src/index.ts": `export { pay } from "./pay.ts";\n${lines(70)}`,
    "sdk/src/pay.ts": "export async function pay() {}",
    "sdk/src/claim.ts": lines(60),
    "worker/src/a.ts": lines(59),
    "worker/src/b.ts": lines(401),
    "worker/src/c.ts": lines(10),
    "worker/src/d.ts": lines(20),
    "worker/src/c.test.ts": lines(90),
    "cli/src/a.ts": lines(121),
    "scripts/a.ts": `// Why.\n${lines(99)}`,
    "sdk/src/generated/a.ts": lines(500),
    "worker/src/generated/a.ts": lines(402),
  });
  const measured = grains(root);
  expect(sizeProblems(readTree(root, ["worker/src", "cli/src", "scripts"]), measured)).toEqual([
    "worker/src/b.ts: 401 lines, at most 400 are allowed",
    "worker/src/generated/a.ts: 402 lines, at most 400 are allowed",
    "worker/src: the median file has 59 lines, between 60 and 120 are allowed",
    "cli/src: the median file has 121 lines, between 60 and 120 are allowed",
  ]);
  expect(measured.slice(0, 2).map(({ files }) => files)).toEqual([3, 2]);
  expect(measured.find(({ part }) => part === "scripts")).toMatchObject({
    files: 1,
    max: 100,
    comments: 0.01,
  });
});

test("the numbers of a part are those of its files", () => {
  const files = [10, 25, 26, 100].map((lines, at) => [`${at}.ts`, { lines, text: "/** a */\nb;" }] as const);
  const numbers = { files: 4, median: 26, p90: 100, max: 100, crumbs: 0.5, comments: 4 / 161 };
  expect(grainOf("it", new Map(files))).toEqual({ part: "it", ...numbers });
});

test("a job is followed by values, and by each name through a face to the file that defines it", () => {
  const root = checkoutOf({
    "sdk/package.json": '{ "exports": { ".": "./src/index.ts", "./node": { "default": "./dist/node.js" } } }',
    "sdk/src/index.ts": 'export { a, type T } from "./a.ts";\nexport { b } from "./b.ts";',
    "sdk/src/node.ts": 'export { c } from "./c.ts";',
    "sdk/src/a.ts": 'import type { T } from "./types.ts";\nimport { e } from "./errors/e.ts";',
    "sdk/src/b.ts": "",
    "sdk/src/c.ts": "",
    "sdk/src/types.ts": "",
    "sdk/src/errors/e.ts": "",
    "worker/src/start.ts":
      'import { a, type T } from "@posthuman/sdk";\nimport { type U } from "./u.ts";\nimport "./run.ts";',
    "worker/src/run.ts": 'import { c } from "@posthuman/sdk/node";',
    "worker/src/u.ts": "",
  });
  const tree = readTree(root, ["sdk/src", "worker/src"]);
  const way = jobPath(
    tree,
    { from: ["worker/src/start.ts"], without: ["sdk/src/errors"] },
    facesOf(root, "sdk"),
  );
  expect(way).toEqual(["sdk/src/a.ts", "sdk/src/c.ts", "worker/src/run.ts", "worker/src/start.ts"]);
  expect(() => jobPath(tree, { from: ["worker/src/gone.ts"], without: [] }, [])).toThrow(
    "worker/src/gone.ts",
  );
  expect(longWay(way, 4)).toEqual([]);
  expect(longWay(way, 3)).toEqual([
    ["one training job leads through 4 files, at most 3 are allowed:", ...way].join("\n  "),
  ]);
});

test("no spelling of an import hides a step of a job", () => {
  const root = checkoutOf({
    "sdk/package.json": '{ "exports": { ".": "./src/index.ts" } }',
    "sdk/src/index.ts":
      'export { a as b } from "./a.ts";\nexport * from "./star.ts";\nexport { /* } */ d } from "./d.ts";',
    "sdk/src/a.ts": "",
    "sdk/src/star.ts": "",
    "sdk/src/d.ts": 'import e, { type E } from "./generated/e.ts";',
    "sdk/src/generated/e.ts": "",
    "worker/src/start.ts":
      'import { b } from "@posthuman/sdk";\nimport { /* d } */ d } from "@posthuman/sdk";\nimport f from "./generated/f.ts";',
    "worker/src/generated/f.ts": 'import g, { type G } from "../g.ts";',
    "worker/src/g.ts": 'type A = import("./h.ts").A;',
    "worker/src/h.ts": "",
    "worker/src/all.ts": 'import * as sdk from "@posthuman/sdk";',
  });
  const tree = readTree(root, ["sdk/src", "worker/src"]);
  const way = (from: string) => jobPath(tree, { from: [from], without: [] }, facesOf(root, "sdk"));
  expect(way("worker/src/start.ts")).toEqual([
    "sdk/src/a.ts",
    "sdk/src/d.ts",
    "worker/src/g.ts",
    "worker/src/generated/f.ts",
    "worker/src/start.ts",
  ]);
  expect(way("worker/src/all.ts")).toContain("sdk/src/star.ts");
});

test("the numbers of this checkout can be printed", async () => {
  expect(await structureReport()).toMatch(/^ +files .*\n(?:.*\n)+One training job: \d+ files/);
});
