import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { folderCircles, mutualFolders } from "./folders.ts";
import { grainOf, grains, sizeProblems } from "./grain.ts";
import { jobPath } from "./jobPath.ts";
import { forbiddenImports, roomProblems, type Parts } from "./roomRules.ts";
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
    "worker/src/c.test.ts": lines(90),
    "cli/src/a.ts": lines(121),
    "scripts/a.ts": `// Why.\n${lines(99)}`,
    "scripts/generated/a.ts": lines(500),
  });
  const measured = grains(root);
  expect(sizeProblems(readTree(root, ["worker/src", "cli/src", "scripts"]), measured)).toEqual([
    "worker/src/b.ts: 401 lines, at most 400 are allowed",
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

test("the numbers of this checkout can be printed", async () => {
  expect(await structureReport()).toMatch(/^ +files .*\n(?:.*\n)+One training job: \d+ files/);
});
