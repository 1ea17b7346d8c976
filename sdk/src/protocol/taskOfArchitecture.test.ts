import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { taskOfArchitecture } from "./tasks.ts";

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
