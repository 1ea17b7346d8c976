import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { brokenReferences } from "./brokenReferences.ts";

test("names links, cited tests, sources and scripts that are not there", () => {
  const folder = mkdtempSync(join(tmpdir(), "pages-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  execFileSync("git", ["init", "-q"], { cwd: folder });
  for (const name of ["docs", "contracts"]) mkdirSync(join(folder, name));
  const write = (name: string, ...lines: string[]) => writeFileSync(join(folder, name), lines.join("\n"));
  write("package.json", '{ "scripts": { "demo": "…" } }');
  write("contracts/A.sol");
  write("A.t.sol", "function test_One() {}");
  write("docs/b.test.ts", 'test("does it, twice", …)');
  write(
    "README.md",
    "# Here",
    "",
    "[a](docs/page.md#who-can-do-what) [b](https://example.org) [c](#here) [d](gone.md)",
  );
  write(
    "docs/page.md",
    ...[
      "## Who can do what?",
      "`A.t.sol` `A.t.sol:test_One` `b.test.ts:does it, twice` [up](../README.md#here)",
    ],
    ...["`A.t.sol:test_Two` `C.t.sol` `docs/b.test.ts:does` `b.test.ts:does not` [up](../README.md#there)"],
    ...[
      "```sh",
      "[x](nowhere) `E.t.sol`",
      "npm run demo && npm run story # contracts/A.sol contracts/B.sol",
      "```",
      "`[not](a-link)`",
    ],
  );
  expect(brokenReferences(folder)).toEqual([
    "README.md: there is no gone.md",
    "docs/page.md: there is no ../README.md#there",
    "docs/page.md: there is no `A.t.sol:test_Two`",
    "docs/page.md: there is no `C.t.sol`",
    "docs/page.md: there is no `b.test.ts:does not`",
    "docs/page.md: there is no contracts/B.sol",
    "docs/page.md: there is no npm run story",
  ]);
});
