import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { untestedErrors } from "./contractSources.ts";

test("names each error that no test expects", () => {
  const folder = mkdtempSync(join(tmpdir(), "errors-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "contracts/testing"), { recursive: true });
  const write = (name: string, source: string) => writeFileSync(join(folder, "contracts", name), source);
  write("IA.sol", "interface IA {\n  error A_One();\n  error A_Two(uint256 x);\n  // error A_Old();\n}");
  write("A.t.sol", "vm.expectRevert(IA.A_One.selector); // IA.A_Two.selector");
  write("testing/B.sol", "contract B { \n error B_Own(); }");
  expect(untestedErrors(folder)).toEqual(["contracts/IA.sol: no Solidity test expects A_Two"]);
});
