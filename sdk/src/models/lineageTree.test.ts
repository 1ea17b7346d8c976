import { expect, test } from "vitest";
import { lineageTree } from "./lineageTree.ts";

test("families are drawn as trees", () => {
  const models = [
    { address: "a", label: "M1" },
    { address: "b", parent: "a", label: "M2 (Bob)" },
    { address: "c", parent: "b", label: "M3" },
    { address: "d", parent: "b", label: "M4" },
    { address: "e", parent: "a", label: "M5" },
    { address: "f", parent: "e", label: "M6" },
    { address: "g", label: "N1" },
  ];
  expect(lineageTree(models)).toBe(
    ["M1", "├─ M2 (Bob)", "│  ├─ M3", "│  └─ M4", "└─ M5", "   └─ M6", "N1"].join("\n"),
  );
});

test("a model whose parent is not given stands alone, and no models are no lines", () => {
  expect(lineageTree([{ address: "b", parent: "a", label: "M2" }])).toBe("M2");
  expect(lineageTree([])).toBe("");
});
