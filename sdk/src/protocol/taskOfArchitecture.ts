import type { Task } from "./tasks.ts";

/** How the names of transformers' classes end, and the task that such a model is for. The first that fits counts. */
const ENDINGS: readonly (readonly [ending: RegExp, task: Task])[] = [
  [/(ForCausalLM|LMHeadModel)$/, "causal-lm"],
  [/ForMaskedLM$/, "masked-lm"],
  [/(Whisper|Speech2Text|Moonshine)\w*ForConditionalGeneration$/, "speech-recognition"],
  [/(ForSpeechSeq2Seq|ForCTC)$/, "speech-recognition"],
  [/ForConditionalGeneration$/, "seq2seq"],
  [/ForSequenceClassification$/, "text-classification"],
  [/ForTokenClassification$/, "token-classification"],
  [/ForQuestionAnswering(Simple)?$/, "question-answering"],
  [/ForMultipleChoice$/, "multiple-choice"],
  [/ForImageClassification$/, "image-classification"],
  [/[a-z0-9]Model$/, "sentence-embedding"],
];

/**
 * The task that a model is for, by the first of the `architectures` in its config.json. That file is part of the weights
 * commitment, so nobody can have a model measured by an easier metric than its own.
 * @returns Nothing for a class that no task knows.
 *
 * @example
 * taskOfArchitecture("BertForMaskedLM"); // "masked-lm"
 */
export function taskOfArchitecture(architecture: string): Task | undefined {
  return ENDINGS.find(([ending]) => ending.test(architecture))?.[1];
}
