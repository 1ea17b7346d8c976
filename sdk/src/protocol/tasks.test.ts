import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { jobKinds } from "./job.ts";
import { servesTask, taskOfArchitecture, tasks, tasksServing } from "./tasks.ts";

const CASES = [
  ["GPT2LMHeadModel", "causal-lm"],
  ["LlamaForCausalLM", "causal-lm"],
  ["BertForMaskedLM", "masked-lm"],
  ["T5ForConditionalGeneration", "seq2seq"],
  ["BartForConditionalGeneration", "seq2seq"],
  ["WhisperForConditionalGeneration", "speech-recognition"],
  ["Speech2TextForConditionalGeneration", "speech-recognition"],
  ["Wav2Vec2ForCTC", "speech-recognition"],
  ["RobertaForSequenceClassification", "text-classification"],
  ["BertForTokenClassification", "token-classification"],
  ["DistilBertForQuestionAnswering", "question-answering"],
  ["BertForMultipleChoice", "multiple-choice"],
  ["ViTForImageClassification", "image-classification"],
  ["BertModel", "sentence-embedding"],
  ["T5EncoderModel", "sentence-embedding"],
  ["BertForPreTraining", undefined],
  ["Model", undefined],
  ["", undefined],
] as const;

test.each(CASES)("%s is for %s", (architecture, task) => {
  expect(taskOfArchitecture(architecture)).toBe(task);
});

test("the algorithms say the same", () => {
  const file = new URL("../../../algorithms/tests/architectures.json", import.meta.url);
  const cases = JSON.parse(readFileSync(file, "utf8")) as [string, string | null][];
  expect(cases).toEqual(CASES.map(([architecture, task]) => [architecture, task ?? null]));
});

test("a model does its own task's jobs, and a masked one also embeds", () => {
  expect(servesTask("causal-lm", "causal-lm", "train")).toBe(true);
  expect(servesTask("masked-lm", "sentence-embedding", "infer")).toBe(true);
  expect(servesTask("masked-lm", "sentence-embedding", "train")).toBe(false);
  expect(servesTask("sentence-embedding", "masked-lm", "infer")).toBe(false);
  expect(servesTask("causal-lm", "no-task", "infer")).toBe(false);
  expect(tasksServing("sentence-embedding")).toEqual(["sentence-embedding", "masked-lm"]);
});

test("the algorithms let models serve the same tasks", () => {
  const file = new URL("../../../algorithms/tests/served_tasks.json", import.meta.url);
  const served = tasks.flatMap((made) =>
    tasks.flatMap((task) =>
      jobKinds.filter((kind) => servesTask(made, task, kind)).map((kind) => [made, task, kind]),
    ),
  );
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(served);
});
