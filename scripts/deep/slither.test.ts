import { expect, test } from "vitest";
import { compareFindings, findingsOf, type SlitherResult } from "./slitherFindings.ts";

const contract = {
  type: "contract",
  name: "C",
  type_specific_fields: { parent: { type: "file", name: "C.sol" } },
};
const f = { type: "function", name: "f", type_specific_fields: { parent: contract } };
const local = { type: "variable", name: "x", type_specific_fields: { parent: f } };

const result = (check: string, description: string, elements: SlitherResult["elements"]): SlitherResult => ({
  check,
  impact: "Low",
  description,
  elements,
});

const findings = findingsOf([
  result("loop", "b", [f]),
  result("loop", "a", [local]),
  result("pragma", "c", []),
  result("shadow", "d", [contract]),
]);

test("names findings by detector, contract and member", () => {
  expect(findings.map(({ name, description }) => [name, description])).toEqual([
    ["loop: C.f", "a"],
    ["loop: C.f (2)", "b"],
    ["pragma: everywhere", "c"],
    ["shadow: C", "d"],
  ]);
});

test("wants a reason for each finding and a finding for each reason", () => {
  const explained = (...names: string[]) => new Map(names.map((name) => [name, "because"]));
  expect(compareFindings(findings, explained("loop: C.f*", "pragma: everywhere", "shadow: C"))).toEqual([]);
  expect(
    compareFindings(findings, explained("loop: C.f", "pragma: everywhere", "shadow: *", "old: *")),
  ).toEqual(["not explained: loop: C.f (2) (Low)\nb", "explained, but not found any more: old: *"]);
});
