import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { catalogue } from "./catalogue.ts";
import { PosthumanError } from "./PosthumanError.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = new URL("catalogue/", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
const codesIn = (text: string) =>
  [...text.matchAll(/^ {2}([A-Z][A-Z0-9_]+): \{$/gm)].map(([, code]) => code!);
const written = files.flatMap((file) => codesIn(readFileSync(new URL(file, folder), "utf8")));

describe.each(Object.entries(catalogue))("%s", (code, { message, why, fix, status, retryable }) => {
  test("says what, why and what to do in whole sentences", () => {
    expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
    for (const words of [message, why, fix])
      expect(words).toMatch(/^(?:[\p{Lu}{]|[a-z]+[A-Z]|chmod)[^]*[.)]$/u);
    expect(typeof retryable).toBe("boolean");
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
  });
  test("has only placeholders that can be filled", () => {
    for (const words of [message, why, fix]) expect(words.replace(/\{[a-z]\w*\}/gi, "")).not.toMatch(/[{}]/);
  });
});

test("every area is part of the catalogue, and no code is taken twice", () => {
  expect(written.toSorted()).toEqual(Object.keys(catalogue).toSorted());
  expect(new Set(written).size).toBe(written.length);
});

test("every code is raised somewhere", () => {
  const sources = ["sdk/src", "worker/src", "cli/src", "scripts", "algorithms/src"].flatMap(read);
  const all = sources.join("\n");
  expect(written.filter((code) => !all.includes(`"${code}"`))).toEqual([]);
});

test("an error is known by name and code, whichever copy or realm made it", () => {
  const foreign: unknown = runInNewContext(
    'Object.assign(new Error("It broke."), { name: "PosthumanError", code: "INTERNAL" })',
  );
  expect(foreign).not.toBeInstanceOf(Error);
  expect(PosthumanError.is(foreign)).toBe(true);
  expect(PosthumanError.is(foreign, "INTERNAL")).toBe(true);
  for (const other of [
    null,
    "INTERNAL",
    new Error("It broke."),
    { name: "PosthumanError", code: "INTERNAL" },
  ])
    expect(PosthumanError.is(other)).toBe(false);
});

function read(path: string): string[] {
  const names = readdirSync(join(root, path), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => /\.(ts|py)$/.test(name) && !/\.test\.ts$|node_modules|\.venv/.test(name))
    .map((name) => readFileSync(join(root, path, name), "utf8"));
}
