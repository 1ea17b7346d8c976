import { PosthumanError, type WeightsFile } from "@posthuman/sdk";
import type { ArtifactStore } from "../store/openStore.ts";
import { readTask } from "../job/readTask.ts";

/** Tasks that models of another task may be used for as well: a masked one embeds what it reads. */
const ALSO: Readonly<Record<string, string>> = { "masked-lm": "sentence-embedding" };

/**
 * Makes sure that a job's task is its model's, as the model's own configuration has it. What no task is known for is left
 * to the algorithm.
 * @throws PosthumanError `TASK_MISMATCH`.
 */
export async function requireTask(
  store: Pick<ArtifactStore, "read">,
  files: readonly WeightsFile[],
  task: string,
): Promise<void> {
  const expected = await readTask(store, files);
  if (expected === undefined || expected === task || ALSO[expected] === task) return;
  throw new PosthumanError("TASK_MISMATCH", { task, expected });
}
