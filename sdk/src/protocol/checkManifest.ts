import { PosthumanError } from "../errors/PosthumanError.ts";
import { problemsOf } from "./fields.ts";
import { manifestSchema, type Manifest } from "./Manifest.ts";
import { tasks } from "./tasks.ts";

/**
 * Makes sure that a value has the form of a manifest.
 *
 * @throws PosthumanError `TASK_UNKNOWN`; `ALGORITHM_CANNOT_TRAIN`; `MANIFEST_INVALID`, which lists every field that is wrong.
 */
export function checkManifest(value: unknown): Manifest {
  const task = (value as { task?: unknown } | null)?.task;
  if (typeof task === "string" && !tasks.some((known) => known === task)) {
    throw new PosthumanError("TASK_UNKNOWN", { task, known: tasks.join(", ") });
  }
  const checked = manifestSchema.safeParse(value);
  if (checked.success) {
    // Who writes the algorithm would also write the gain, and with it who owns how much of a lineage.
    if (checked.data.kind !== "train" || checked.data.algorithm === undefined) return checked.data;
    throw new PosthumanError("ALGORITHM_CANNOT_TRAIN", { sha256: checked.data.algorithm.sha256 });
  }
  throw new PosthumanError("MANIFEST_INVALID", { problems: problemsOf(checked.error) });
}
