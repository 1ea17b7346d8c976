/** What a model can be made for. A model's own task follows from its configuration: see `taskOfArchitecture`. */
export const tasks = [
  "causal-lm",
  "masked-lm",
  "seq2seq",
  "text-classification",
  "token-classification",
  "question-answering",
  "multiple-choice",
  "sentence-embedding",
  "image-classification",
  "speech-recognition",
] as const;

/** One of `tasks`. */
export type Task = (typeof tasks)[number];
