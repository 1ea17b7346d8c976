import { expect, it } from "vitest";
import { parseParameters } from "./jobs.ts";

it("reads numbers, truth values, JSON and texts", () => {
  const given = [
    "steps=5",
    "learning_rate=1e-3",
    "truncate=true",
    "deep=false",
    'columns={"text":"a"}',
    "method=lora",
  ];
  expect(parseParameters(given)).toEqual({
    steps: 5,
    learning_rate: 0.001,
    truncate: true,
    deep: false,
    columns: { text: "a" },
    method: "lora",
  });
});

it.each(["fast", "=1", "columns={"])("refuses %s", (given) => {
  expect(() => parseParameters([given])).toThrow(/--param/);
});
