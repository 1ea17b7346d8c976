import { expect, test } from "vitest";
import { gainOf } from "./collectResult.ts";

const metrics = (parent: number, child: number, gain = parent - child) => ({
  bits_per_byte: { parent, child },
  gain,
});

test.each([
  [metrics(2.5, 2.25), 250_000_000_000_000_000n],
  [metrics(2.25, 2.5), -250_000_000_000_000_000n],
  [metrics(2, 2), 0n],
])("%j gains %s", (given, gain) => {
  expect(gainOf(given, "causal-lm")).toBe(gain);
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
  expect(() => gainOf(given, "causal-lm")).toThrow(expect.objectContaining({ code: "METRICS_INVALID" }));
});

test.each([
  ["text-classification", "accuracy", 0.5, 0.75, 250_000_000_000_000_000n],
  ["sentence-embedding", "spearman", -0.5, 0.5, 10n ** 18n],
  ["speech-recognition", "word_error_rate", 1.5, 0, 15n * 10n ** 17n],
] as const)("%s gains by its %s", (task, name, parent, child, gain) => {
  const reported = { metric: { name, parent, child }, gain: Math.abs(child - parent) };
  expect(gainOf(reported, task)).toBe(gain);
  for (const wrong of [
    { ...reported, gain: -reported.gain },
    { ...reported, metric: { ...reported.metric, name: "bleu" } },
    { ...reported, metric: { ...reported.metric, child: 2_000 } },
  ])
    expect(() => gainOf(wrong, task)).toThrow(expect.objectContaining({ code: "METRICS_INVALID" }));
});
