import { expect, test } from "vitest";
import { createRateLimit } from "./createRateLimit.ts";

test("lets so many happen in a minute, and says how long to wait for more", () => {
  let time = 0;
  const limit = createRateLimit(60, () => time);
  for (let i = 0; i < 60; i++) expect(limit.take()).toBe(0);
  expect(limit.take()).toBe(1_000);
  time += 400;
  expect(limit.take()).toBe(600);
  time += 600;
  expect(limit.take()).toBe(0);
  expect(limit.take()).toBe(1_000);
  time += 3_600_000;
  for (let i = 0; i < 60; i++) expect(limit.take()).toBe(0);
  expect(limit.take()).toBe(1_000);
});
