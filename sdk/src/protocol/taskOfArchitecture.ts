/** Ends of the names of transformers' classes, and the task that each is made for; the first that fits counts. */
const ENDS: readonly (readonly [end: RegExp, task: string])[] = [
  [/^Whisper.*ForConditionalGeneration$/, "speech-recognition"],
  [/ForConditionalGeneration$/, "seq2seq"],
  [/(ForCausalLM|LMHeadModel)$/, "causal-lm"],
  [/ForMaskedLM$/, "masked-lm"],
  [/ForSequenceClassification$/, "text-classification"],
  [/ForTokenClassification$/, "token-classification"],
  [/ForQuestionAnswering$/, "question-answering"],
  [/ForMultipleChoice$/, "multiple-choice"],
  [/ForImageClassification$/, "image-classification"],
  [/Model$/, "sentence-embedding"],
];

/**
 * The task that a model is made for, by the first of its configuration's `architectures`. The configuration is part of
 * what the weights root commits to, so nobody can have a model measured by another task's metric.
 *
 * @returns `undefined` if no task is known for it.
 *
 * @example
 * taskOfArchitecture("GPT2LMHeadModel"); // "causal-lm"
 */
export function taskOfArchitecture(architecture: string): string | undefined {
  return ENDS.find(([end]) => end.test(architecture))?.[1];
}
