import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { requireTask } from "./modelTask.ts";

const files = [{ path: "config.json", sha256: "ab", size: 10 }];
const having = (config: string) => ({ read: () => Promise.resolve(Readable.from([Buffer.from(config)])) });

test.each([
  ['{"architectures":["GPT2LMHeadModel"]}', "causal-lm"],
  ['{"architectures":["BertForMaskedLM"]}', "masked-lm"],
  ['{"architectures":["BertForMaskedLM"]}', "sentence-embedding"],
  ['{"architectures":["Unheard"]}', "causal-lm"],
  ['{"architectures":"no list"}', "causal-lm"],
  ["{}", "causal-lm"],
  ["no JSON", "causal-lm"],
] as const)("%s may be used for %s", async (config, task) => {
  await expect(requireTask(having(config), files, { task, kind: "infer" })).resolves.toBeUndefined();
});

test("a task that is not the model's is refused", async () => {
  const store = having('{"architectures":["BertForTokenClassification"]}');
  await expect(requireTask(store, files, { task: "causal-lm", kind: "infer" })).rejects.toMatchObject({
    code: "TASK_MISMATCH",
    args: { task: "causal-lm", expected: "token-classification" },
  });
});
