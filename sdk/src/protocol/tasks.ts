import type { JobKind } from "./jobKinds.ts";

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

/**
 * The tasks whose models may do another task's jobs: its own first, then those that may be used for it as well, though
 * not trained for it.
 *
 * @example
 * tasksServing("sentence-embedding"); // ["sentence-embedding", "masked-lm"]
 */
export function tasksServing(task: Task): readonly Task[] {
  return task === "sentence-embedding" ? [task, "masked-lm"] : [task];
}

/**
 * Whether a model made for one task may do a job of another: a masked language model may also embed what it reads.
 *
 * @param made The model's own task, as `taskOfArchitecture` tells it.
 * @param kind What the job does; a training changes a model for its own task alone.
 *
 * @example
 * servesTask("masked-lm", "sentence-embedding", "infer"); // true
 */
export function servesTask(made: Task, task: string, kind: JobKind): boolean {
  if (made === task) return true;
  const known = tasks.find((one) => one === task);
  return kind !== "train" && known !== undefined && tasksServing(known).includes(made);
}
