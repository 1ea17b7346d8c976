import { buffer } from "node:stream/consumers";
import { PosthumanError, taskOfArchitecture, type WeightsFile } from "@posthuman/sdk";
import type { ArtifactStore } from "../store/openStore.ts";

/** A configuration is small; one that is larger is left to the algorithm. */
const MOST_BYTES = 2 ** 20;

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
  const config = files.find(({ path, size }) => path === "config.json" && size <= MOST_BYTES);
  const text = config ? (await buffer(await store.read(config.sha256))).toString("utf8") : "{}";
  const expected = taskIn(text);
  if (expected === undefined || expected === task || ALSO[expected] === task) return;
  throw new PosthumanError("TASK_MISMATCH", { task, expected });
}

function taskIn(config: string): string | undefined {
  try {
    const { architectures } = JSON.parse(config) as { architectures?: unknown };
    const first: unknown = Array.isArray(architectures) ? architectures[0] : undefined;
    return typeof first === "string" ? taskOfArchitecture(first) : undefined;
  } catch {
    return undefined;
  }
}
