import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { jobKinds } from "./job.ts";
import { servesTask, tasks, tasksServing } from "./tasks.ts";

test("a model does its own task's jobs, and a masked one also embeds", () => {
  expect(servesTask("causal-lm", "causal-lm", "train")).toBe(true);
  expect(servesTask("masked-lm", "sentence-embedding", "infer")).toBe(true);
  expect(servesTask("masked-lm", "sentence-embedding", "train")).toBe(false);
  expect(servesTask("sentence-embedding", "masked-lm", "infer")).toBe(false);
  expect(servesTask("causal-lm", "no-task", "infer")).toBe(false);
  expect(tasksServing("sentence-embedding")).toEqual(["sentence-embedding", "masked-lm"]);
});

test("the algorithms say the same", () => {
  const file = new URL("../../../algorithms/tests/served_tasks.json", import.meta.url);
  const served = tasks.flatMap((made) =>
    tasks.flatMap((task) =>
      jobKinds.filter((kind) => servesTask(made, task, kind)).map((kind) => [made, task, kind]),
    ),
  );
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(served);
});
