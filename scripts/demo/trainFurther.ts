import { basename, join } from "node:path";
import { parseAmount, uploadDataset } from "@posthuman/sdk";
import type { Scene } from "./Scene.ts";
import { runJob, type FinishedJob } from "./runJob.ts";
import type { Name } from "./people.ts";

const PACE = { batch_size: 8, learning_rate: 0.004, warmup_steps: 5, checkpoint_every: 25 };

/** Who has what trained on which text, and what the child is called. */
export interface Training {
  readonly trainer: Name;
  readonly model: string;
  readonly childName: string;
  readonly text: string;
  readonly steps: number;
  /** Further parameters of the algorithm; by default what lets a small model learn visibly in half a minute. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** A trainer brings a private text to the keeper's worker and pays for a training on it. */
export async function trainFurther(scene: Scene, training: Training): Promise<FinishedJob> {
  const { screen, people, keeper, folder } = scene;
  const { trainer, model, childName, text, steps, parameters = PACE } = training;
  const requester = people[trainer];
  const { url: endpoint, address: worker } = keeper;
  const upload = { endpoint, worker, source: text, name: basename(text) };
  const dataset = await uploadDataset(requester.client, {
    ...upload,
    onProgress: (sent, total) => screen.progress("upload  ", sent / total, `${Math.round(total / 1024)} KiB`),
  });
  const job = {
    ...{ kind: "train" as const, endpoint, model, childName, datasets: [dataset] },
    parameters: { steps, ...parameters },
    maxFee: parseAmount("10"),
  };
  return runJob(screen, { requester, job, folder: join(folder, trainer.toLowerCase()) });
}
