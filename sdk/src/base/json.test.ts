import { expect, test } from "vitest";
import { jsonField, toJson } from "./json.ts";

test("big integers become decimal strings, wherever they are", () => {
  const value = { fee: 10n ** 18n, list: [-1n, 2], deep: { gain: 0n }, none: undefined };
  expect(toJson(value)).toBe('{"fee":"1000000000000000000","list":["-1",2],"deep":{"gain":"0"}}');
});

test("it is indented for people", () => {
  expect(toJson({ a: 1n }, 2)).toBe('{\n  "a": "1"\n}');
});

test("one field alone is written in the same way", () => {
  expect([jsonField(7n), jsonField(7), jsonField("7")]).toEqual(["7", 7, "7"]);
});
