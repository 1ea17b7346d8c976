import { buffer } from "node:stream/consumers";
import {
  PosthumanError,
  servesTask,
  taskOfArchitecture,
  type Manifest,
  type Task,
  type WeightsFile,
} from "@posthuman/sdk";
import type { ArtifactStore } from "../store/openStore.ts";

/**
 * Makes sure that a job's model serves its task, by the model's own configuration. A model for which no task is
 * known is left to the algorithm.
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

/** A configuration is small; one that is larger is left to the algorithm. */
const MOST_BYTES = 2 ** 20;

/** The task that a model is made for, as its own configuration has it; `undefined` where none is known. */
export async function readTask(
  store: Pick<ArtifactStore, "read">,
  files: readonly WeightsFile[],
): Promise<Task | undefined> {
  const config = files.find(({ path, size }) => path === "config.json" && size <= MOST_BYTES);
  return config && taskIn((await buffer(await store.read(config.sha256))).toString("utf8"));
}

function taskIn(config: string): Task | undefined {
  try {
    const { architectures } = JSON.parse(config) as { architectures?: unknown };
    const first: unknown = Array.isArray(architectures) ? architectures[0] : undefined;
    return typeof first === "string" ? taskOfArchitecture(first) : undefined;
  } catch {
    return undefined;
  }
}
