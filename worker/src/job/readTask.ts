import { buffer } from "node:stream/consumers";
import { taskOfArchitecture, type Task, type WeightsFile } from "@posthuman/sdk";
import type { ArtifactStore } from "../store/openStore.ts";

/** A configuration is small; one that is larger is left to the algorithm. */
const MOST_BYTES = 2 ** 20;

/** The task that a model is made for, as its own configuration has it; nothing where no task is known for it. */
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
