import type { WorkerConfig } from "../config/configSchema.ts";
import { createBubblewrapRunner } from "../runner/bubblewrap/createBubblewrapRunner.ts";
import { createFolderStage, type InstalledEnvironment } from "../runner/bubblewrap/folderStage.ts";
import { isolationPolicies } from "../runner/isolation.ts";
import type { Runner } from "../runner/Runner.ts";
import type { ArtifactStore } from "../store/openStore.ts";
import type { Algorithms } from "./findAlgorithms.ts";

/** What runs read, and where they lie. */
export interface RunnerPlaces {
  /** Holds the folders of the runs. */
  readonly folder: string;
  readonly store: Pick<ArtifactStore, "materialise">;
  /** By digest. */
  readonly environments: Readonly<Record<string, InstalledEnvironment>>;
}

/** Makes the runner that the configuration asks for, with its demands on the sandbox. */
export function openRunner({ isolation }: Pick<WorkerConfig, "isolation">, places: RunnerPlaces): Runner {
  return createBubblewrapRunner({ stage: createFolderStage(places), policy: isolationPolicies[isolation] });
}

/** The environments of jobs by digest: the worker's own, and the Pythons that replace images of algorithms of others. */
export function environmentsOf(
  { algorithmImages }: Pick<WorkerConfig, "algorithmImages">,
  { environments }: Pick<Algorithms, "environments">,
): Record<string, InstalledEnvironment> {
  const images = Object.entries(algorithmImages).map(
    ([image, interpreter]) => [image, { interpreter, binds: [], variables: {} }] as const,
  );
  return { ...Object.fromEntries(images), ...environments };
}
