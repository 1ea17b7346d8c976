import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { codeLines, oversizedContracts } from "./contractSources.ts";

test("counts the lines that hold code", () => {
  const source = [
    "// SPDX",
    "pragma solidity ^0.8.37;",
    'import {A} from "./A.sol";',
    "",
    "contract A { // a",
    "  /* x",
    "     y */",
    '  string s = "/* // */";',
    '  string t = "\\"//";',
    "}",
  ];
  expect(codeLines(source.join("\n"))).toBe(4);
});

test("refuses contracts that are too long to be read, but neither tests nor interfaces", () => {
  const folder = mkdtempSync(join(tmpdir(), "contracts-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const part of ["testing", "interfaces"])
    mkdirSync(join(folder, "contracts", part), { recursive: true });
  const write = (name: string, lines: number) =>
    writeFileSync(join(folder, "contracts", name), "x;\n".repeat(lines));
  write("A.t.sol", 2000);
  write("testing/B.sol", 2000);
  write("interfaces/IA.sol", 400);
  write("C.sol", 400);
  write("D.sol", 400);
  write("E.sol", 100);
  expect(oversizedContracts(folder)).toEqual([]);
  write("D.sol", 401);
  expect(oversizedContracts(folder)).toEqual([
    "contracts/D.sol: 401 lines, at most 400 are allowed",
    "contracts/: 901 lines of code, at most 900 are allowed",
    "   400  contracts/C.sol",
    "   401  contracts/D.sol",
    "   100  contracts/E.sol",
  ]);
});
