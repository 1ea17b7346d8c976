import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createFolderStage } from "./folderStage.ts";

const [A, B, MISSING] = ["a".repeat(64), "b".repeat(64), "f".repeat(64)];

test("stages a spec anew after another one under the same id failed halfway", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stage-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const stage = createFolderStage({
    folder,
    store: {
      materialise: (sha256, target) =>
        sha256 === MISSING ? Promise.reject(new Error("no such artifact")) : writeFile(target, sha256),
    },
    environments: {},
  });
  const spec = (...hashes: readonly string[]) => ({
    id: "job",
    staged: hashes.map((sha256, i) => ({ path: `inputs/${i}`, sha256 })),
    documents: {},
  });
  const staged = () => readFileSync(join(stage.folderOf("job"), "inputs/0"), "utf8");

  await stage.prepare(spec(A, A));
  expect(staged()).toBe(A);
  await expect(stage.prepare(spec(B, MISSING))).rejects.toThrow("no such artifact");
  await stage.prepare(spec(A, A));
  expect(staged()).toBe(A);
});
