import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { listFiles, staleFiles, writeFiles } from "./folder.ts";

test("a folder holds exactly what was generated", () => {
  const folder = mkdtempSync(join(tmpdir(), "folder-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "deep"));
  for (const path of ["same", "changed", "deep/extra"]) writeFileSync(join(folder, path), path);
  const files = new Map([
    ["same", "same"],
    ["changed", "new"],
    ["deep/added", "added"],
  ]);
  expect(staleFiles(folder, files)).toEqual(
    ["changed", "deep/added", "deep/extra"].map((path) => join(folder, path)),
  );
  writeFiles(folder, files);
  expect(staleFiles(folder, files)).toEqual([]);
  expect(listFiles(folder)).toEqual(["changed", "deep/added", "same"]);
});
