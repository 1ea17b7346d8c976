import { openAsBlob } from "node:fs";
import { parseAmount, publishModel, sha256Of } from "@posthuman/sdk";
import { runPosthuman } from "../stack/startWorker.ts";
import type { Scene } from "./Scene.ts";
import { shareBirth } from "./shareBirth.ts";

const BIRTH_SUPPLY = parseAmount("1000");

/** Gain that a hop is worth, in bits per byte: what both trainings reach once, and neither reaches twice. */
const MIN_GAIN = parseAmount("0.075");

/** What a root is called, what it is, and which gain its family asks of a training, in 1e-18 bits per byte. */
export interface Root {
  readonly name: string;
  readonly description: string;
  readonly minGain: bigint;
}

const M1: Root = {
  name: "M1",
  description: "GPT-2 architecture, trained on State of the Union addresses of 1790 to 1859.",
  minGain: MIN_GAIN,
};

/**
 * Alice brings her weights and the held-out set to her worker and publishes the model.
 *
 * @param weights Folder of the weights.
 * @returns The model's datatoken.
 */
export async function publishRoot(
  { people, keeper, corpus, screen }: Scene,
  weights: string,
  { name, description, minGain }: Root = M1,
): Promise<string> {
  const { client, address: custodian } = people.Alice;
  const config = ["--config", keeper.config];
  await runPosthuman("worker", "import-dataset", corpus.evaluation, ...config);
  const { weightsRoot } = await runPosthuman<{ weightsRoot: string }>(
    ...["worker", "import-weights", weights, "--custodian", custodian, ...config],
  );
  const { sha256 } = await sha256Of(await openAsBlob(corpus.evaluation));
  const { model } = await publishModel(client, {
    name,
    weightsRoot,
    family: {
      tailRecipient: people.tail.address,
      birthSupply: BIRTH_SUPPLY,
      minGain,
      evaluationHash: `0x${sha256}`,
    },
  });
  screen.say(`${name} is published; its weights stay in ${keeper.url}`);
  await shareBirth(screen, people, { model, description, endpoint: keeper.url });
  return model;
}
