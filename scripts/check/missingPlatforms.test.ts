import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { missingPlatforms } from "./committedFiles.ts";

test("names each native package that the lock leaves out", () => {
  const folder = mkdtempSync(join(tmpdir(), "lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "package-lock.json");
  const packages = {
    "": {},
    "node_modules/a": { optionalDependencies: { "@a/linux": "1.0.0", "@a/mac": "1.0.0" } },
    "node_modules/@a/linux": {},
    "node_modules/b/node_modules/a": { optionalDependencies: { "@a/linux": "1.0.0", "c-linux": "1.0.0" } },
    "node_modules/b/node_modules/c-linux": {},
  };
  writeFileSync(file, JSON.stringify({ packages }));
  expect(missingPlatforms(file)).toEqual([`${file}: node_modules/a names @a/mac, which has no entry`]);
});
