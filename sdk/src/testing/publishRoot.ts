import { id, parseEther } from "ethers";
import type { Client } from "../client/Client.ts";
import { claim } from "../income/claim.ts";
import { settle } from "../income/settle.ts";
import { publishModel, type PublishModelParameters } from "../models/publishModel.ts";

/** Publishes a root by the client's account, which also earns the tail, and takes its 1000 datatokens out. */
export async function publishRoot(
  client: Client,
  { name = "M1", ...changes }: Partial<PublishModelParameters> = {},
): Promise<string> {
  const { model } = await publishModel(client, {
    name,
    weightsRoot: id("weights"),
    family: {
      tailRecipient: client.account!,
      birthSupply: parseEther("1000"),
      evaluationHash: id("evaluation set"),
    },
    ...changes,
  });
  await settle(client, { model, token: model });
  await claim(client, model);
  return model;
}
