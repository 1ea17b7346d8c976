import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WorkerConfig } from "../config/configSchema.ts";
import { openDataFolder, type DataFolder } from "../process/openDataFolder.ts";
import { openRunner } from "../process/openRunner.ts";
import type { InstalledEnvironment } from "../runner/bubblewrap/folderStage.ts";
import type { Runner } from "../runner/Runner.ts";

/** What a command of the operator runs something with, apart from the worker and its data. */
export interface Scratch {
  /** An empty store, from which runs read. */
  readonly data: DataFolder;
  readonly runner: Runner;
}

/**
 * Lets `use` run something in the worker's sandbox, in a temporary folder that is removed afterwards.
 * @param environments What it may run in, by digest.
 */
export async function withScratch<Value>(
  config: Pick<WorkerConfig, "isolation">,
  environments: Readonly<Record<string, InstalledEnvironment>>,
  use: (scratch: Scratch) => Promise<Value>,
): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), "posthuman-scratch-"));
  try {
    const data = await openDataFolder(join(folder, "worker"));
    const runner = openRunner(config, { folder: join(folder, "runs"), store: data.store, environments });
    return await use({ data, runner });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
