import type { JobKind } from "./job.ts";

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
 * The task that a model is for, by the first of the `architectures` in its config.json. That file is part of the
 * weights commitment, so nobody can have a model measured by an easier metric than its own.
 * @returns Nothing for a class that no task knows.
 *
 * @example
 * taskOfArchitecture("BertForMaskedLM"); // "masked-lm"
 */
export function taskOfArchitecture(architecture: string): Task | undefined {
  return ENDINGS.find(([ending]) => ending.test(architecture))?.[1];
}

/** How a task's models are compared. */
export interface TaskMetric {
  /** Its name in receipts. */
  readonly name: string;
  /** What a better model has. */
  readonly better: "lower" | "higher";
  /** The values that it can have. */
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
