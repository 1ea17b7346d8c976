import { expect, test } from "vitest";
import type { JobEvent } from "../runner/events.ts";
import { quietEvents } from "./algorithmCommand.ts";

test("of an algorithm's events nothing gets out but whole per cent, upwards", () => {
  const passed: JobEvent[] = [];
  const hear = quietEvents((event) => passed.push(event));
  hear({ event: "start", algorithm: "hidden-weights" });
  for (const [step, total] of [
    [1, 1000],
    [107, 1000],
    [20, 1000],
    [9, 0],
    [5, 7],
    [8, 7],
    [9, 7],
  ] as const)
    hear({ event: "progress", step, total, loss: 0.123456789, tokens_per_s: 1, eta_s: 2 });
  hear({ event: "metrics", metrics: { weight: 0.25 } });
  hear({ event: "checkpoint", step: 1, weights: "ab".repeat(32) });
  hear({ event: "error", code: "DATASET_EMPTY", args: { name: "weights" } });
  expect(passed).toEqual([10, 71, 100].map((step) => ({ event: "progress", step, total: 100 })));
});
