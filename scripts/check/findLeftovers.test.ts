import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findLeftovers } from "./committedFiles.ts";

test("finds what must not be committed, by file and line", () => {
  const folder = mkdtempSync(join(tmpdir(), "leftovers-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  execFileSync("git", ["init", "-q"], { cwd: folder });
  const bad = ["it.on" + "ly('x')", "// TO" + "DO later", "see /wo" + "rk/x"];
  writeFileSync(join(folder, "bad.ts"), bad.join("\n"));
  // What only looks like an open end, a focused test and a path of this machine must pass.
  writeFileSync(
    join(folder, "good.ts"),
    "const to" + "do = list.on" + "ly; // ../home/x and https://example.org/home/x\n",
  );
  writeFileSync(join(folder, "image.png"), bad.join("\n"));
  expect(findLeftovers(folder)).toEqual([
    `bad.ts:1: focused or skipped test: ${bad[0]}`,
    `bad.ts:2: open end: ${bad[1]}`,
    `bad.ts:3: path of one machine: ${bad[2]}`,
  ]);
});
