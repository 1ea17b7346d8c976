import { expect, test } from "vitest";
import { gainOf } from "./gainOf.ts";

const metrics = (parent: number, child: number, gain = parent - child) => ({
  bits_per_byte: { parent, child },
  gain,
});

test.each([
  [metrics(2.5, 2.25), 250_000_000_000_000_000n],
  [metrics(2.25, 2.5), -250_000_000_000_000_000n],
  [metrics(2, 2), 0n],
])("%j gains %s", (given, gain) => {
  expect(gainOf(given)).toBe(gain);
});

test.each([
  undefined,
  {},
  metrics(Number.NaN, 1),
  metrics(Infinity, 1),
  metrics(1e308, 1),
  metrics(0, 0),
  metrics(2, 1, 5),
  { bits_per_byte: { parent: "2", child: 1 }, gain: 1 },
])("refuses %j", (given) => {
  expect(() => gainOf(given)).toThrow(expect.objectContaining({ code: "METRICS_INVALID" }));
});
