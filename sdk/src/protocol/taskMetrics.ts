import type { Task } from "./tasks.ts";

/** How a task's models are compared. */
export interface TaskMetric {
  /** Its name in receipts. */
  readonly name: string;
  /** What a better model has. */
  readonly better: "lower" | "higher";
  /** The values that it can take. */
  readonly least: number;
  readonly most: number;
}

/** No text takes nothing, and none that a model could be measured on takes as much. */
const bits = { better: "lower", least: Number.MIN_VALUE, most: 1_000 } as const;
const share = { better: "higher", least: 0, most: 1 } as const;

/**
 * Each task's metric on the family's held-out set: a training's gain is how much better the child's is than the
 * parent's.
 */
export const taskMetrics: Readonly<Record<Task, TaskMetric>> = {
  "causal-lm": { name: "bits_per_byte", ...bits },
  "masked-lm": { name: "masked_bits_per_byte", ...bits },
  seq2seq: { name: "target_bits_per_byte", ...bits },
  "text-classification": { name: "accuracy", ...share },
  "token-classification": { name: "f1", ...share },
  "question-answering": { name: "f1", ...share },
  "multiple-choice": { name: "accuracy", ...share },
  "sentence-embedding": { name: "spearman", better: "higher", least: -1, most: 1 },
  "image-classification": { name: "accuracy", ...share },
  "speech-recognition": { name: "word_error_rate", better: "lower", least: 0, most: 1_000 },
};
