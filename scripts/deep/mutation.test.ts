import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { judge } from "./judge.ts";
import { findMutants, nameOf, sample, type Outcome } from "./mutants.ts";
import type { Node } from "./operators.ts";

const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };

/** Mutants of the body of a function `f(uint256 a, bool b)` in a contract with a guard and an event. */
function mutantsOf(body: string) {
  const source = `pragma solidity ^0.8.0; /* Ω */ contract C {
    enum E { One, Two }
    event Ev(uint256 a); error Er(); uint256 s; E e;
    modifier guarded() { _; }
    function f(uint256 a, bool b) external guarded returns (uint256 r) { ${body} }
  }`;
  const settings = { outputSelection: { "*": { "": ["ast"] } } };
  const input = { language: "Solidity", sources: { "C.sol": { content: source } }, settings };
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as { sources: { "C.sol": { ast: Node } } };
  const enums = new Map([["E", ["One", "Two"]]]);
  const all = findMutants("contracts/C.sol", Buffer.from(source), output.sources["C.sol"].ast, enums);
  return all.filter(({ change }) => change !== "guarded → nothing");
}

const changes = (body: string) => mutantsOf(body).map(({ change }) => change);

test.each([
  ["if (a < 3) revert Er();", ["a < 3 → false", "a < 3 → a <= 3", "a < 3 → a >= 3", "3 → 4"]],
  ["if (b) s = a;", ["b → false", "b → true", "s = a → nothing"]],
  ["s = a + 5000;", ["s = a + 5000 → nothing", "a + 5000 → a - 5000", "5000 → (5000 / 2)"]],
  ["s += a;", ["s += a → nothing", "s += a → s -= a"]],
  ["emit Ev(a);", ["emit Ev(a) → nothing"]],
  ["return a;", ["a → 0"]],
  ["r = b ? a : s;", ["r = b ? a : s → nothing", "b ? a : s → b ? s : a"]],
  ["e = E.Two;", ["e = E.Two → nothing", "E.Two → E.One"]],
  ["while (!b) s++;", ["!b → false", "!b → b", "s++ → nothing", "s++ → s--"]],
  [
    "b = b || a == 1;",
    [
      "b = b || a == 1 → nothing",
      "b || a == 1 → b && a == 1",
      "b || a == 1 → (b)",
      "b || a == 1 → (a == 1)",
      "a == 1 → a != 1",
      "1 → 2",
    ],
  ],
  ["assembly { r := eq(a, 1) }", ["r := eq(a, 1) → nothing", "eq(a, 1) → iszero(eq(a, 1))", "1 → 2"]],
])("makes the mistakes that there are to make: %s", (body, expected) => {
  expect(changes(body)).toEqual(expected);
});

test("says where a mistake lies, and names each mistake once", () => {
  const [first, ...others] = mutantsOf("s = 1; s = 1;");
  expect(first).toMatchObject({ contract: "C", where: "f", line: 5, operator: "delete", replacement: "0" });
  const names = [first!, ...others].map(nameOf);
  expect(names).toContain("C.f: 1 → 2 (2)");
  expect(new Set(names).size).toBe(names.length);
});

test("a seed always chooses the same", () => {
  const all = Array.from({ length: 100 }, (_, index) => index);
  const chosen = sample(all, 10, "a");
  expect(chosen).toHaveLength(10);
  expect(chosen).toEqual(chosen.toSorted((a, b) => a - b));
  expect(sample(all, 10, "a")).toEqual(chosen);
  expect(sample(all, 10, "b")).not.toEqual(chosen);
});

test("fails for survivors without a reason, for idle reasons, and below 95 %", () => {
  const mutants = mutantsOf("s = a; s = a + 1; s = a + 2;");
  const [one, two, three] = mutants.map(nameOf);
  const outcome = (index: number, result: Outcome["result"]): Outcome => ({
    mutant: mutants[index]!,
    result,
    seconds: 1,
  });
  const outcomes = [outcome(0, "survived"), outcome(1, "survived"), outcome(2, "killed"), outcome(3, "same")];
  const explained = new Map([
    [two!, "because"],
    [three!, "because"],
    ["C.f: x → y", "because"],
  ]);
  const verdict = judge(outcomes, explained, mutants);
  expect(verdict).toMatchObject({ killed: 1, total: 3 });
  expect(verdict.problems).toEqual([
    `survives without an explanation: contracts/C.sol:5 ${one}`,
    "explained, but gone: C.f: x → y",
    `explained, but it does not survive: ${three}`,
    "1 of 3 killed is less than 95 %",
  ]);
  expect(judge([outcome(2, "killed")], new Map(), mutants).problems).toEqual([]);
  const picked = judge([outcome(1, "survived")], new Map([[two!, "because"]]), mutants, 0);
  expect(picked.problems).toEqual([]);
});
