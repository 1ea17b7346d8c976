import { PosthumanError, servesTask, type Manifest, type WeightsFile } from "@posthuman/sdk";
import type { ArtifactStore } from "../store/openStore.ts";
import { readTask } from "../job/readTask.ts";

/**
 * Makes sure that a job's model serves its task, by the model's own configuration. What no task is known for is left
 * to the algorithm.
 * @throws PosthumanError `TASK_MISMATCH`.
 */
export async function requireTask(
  store: Pick<ArtifactStore, "read">,
  files: readonly WeightsFile[],
  { task, kind }: Pick<Manifest, "task" | "kind">,
): Promise<void> {
  const expected = await readTask(store, files);
  if (expected === undefined || servesTask(expected, task, kind)) return;
  throw new PosthumanError("TASK_MISMATCH", { task, expected });
}
