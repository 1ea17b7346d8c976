import { toUtf8String } from "ethers";
import { z } from "zod";
import { checkedAddress } from "../client/checks.ts";
import { read, type Client } from "../client/Client.ts";
import { queryEvents } from "../client/queryEvents.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { ERC20Template__factory } from "../generated/factories/ERC20Template__factory.ts";
import { ERC721Template__factory } from "../generated/factories/ERC721Template__factory.ts";
import type { AlgorithmReference } from "../jobs/createManifest.ts";
import { problemsOf, sha256Field } from "../protocol/json.ts";
import { imageOf } from "./parseAlgorithmMetadata.ts";

/** An algorithm as its publisher describes it on chain; a manifest takes it as it is. */
export interface Algorithm extends AlgorithmReference {
  readonly name: string;
  readonly description: string;
  readonly author: string;
  readonly asset: string;
}

const text = z.string().max(7_000);
const ddo = z.object({
  metadata: z.object({
    type: z.literal("algorithm"),
    name: text,
    description: text,
    author: text,
    algorithm: z.object({
      container: z.object({ entrypoint: text, image: text, tag: text, checksum: text }),
    }),
    additionalInformation: z.object({ sha256: sha256Field }),
  }),
});

/**
 * Reads what a published algorithm is and how it is run, from its newest description on chain.
 *
 * @param datatoken The asset's datatoken.
 * @throws PosthumanError `ALGORITHM_UNDESCRIBED`, `ADDRESS_INVALID`, `CONTRACT_REFUSED` if it is not a datatoken.
 *
 * @example
 * const algorithm = await getAlgorithm(client, datatoken);
 * const { bytes, hash } = createManifest({ kind: "evaluate", model, datasets, algorithm });
 */
export async function getAlgorithm(client: Client, datatoken: string): Promise<Algorithm> {
  const asset = checkedAddress(datatoken, "asset");
  const undescribed = (reason: string) => new PosthumanError("ALGORITHM_UNDESCRIBED", { asset, reason });
  const token = ERC20Template__factory.connect(asset, client.provider);
  const dataNft = await read(client, () => token.getERC721Address());
  const nft = ERC721Template__factory.connect(dataNft, client.provider);
  const [created, updated] = [nft.filters.MetadataCreated(), nft.filters.MetadataUpdated()];
  const documents = [
    ...(await queryEvents(client, nft, created)),
    ...(await queryEvents(client, nft, updated)),
  ];
  const newest = documents.at(-1);
  if (newest === undefined) throw undescribed("there is no description on chain");
  const parsed = ddo.safeParse(parse(newest.args.data));
  if (!parsed.success) throw undescribed(problemsOf(parsed.error));
  const { name, description, author, algorithm, additionalInformation } = parsed.data.metadata;
  const { container } = algorithm;
  const image = imageOf(container);
  return {
    name,
    description,
    author,
    asset,
    entrypoint: container.entrypoint,
    sha256: additionalInformation.sha256,
    ...(image === undefined ? {} : { image }),
  };
}

/** Ocean's descriptions may be encrypted for a provider; those, as all that is not JSON, are nothing here. */
function parse(data: string): unknown {
  try {
    return JSON.parse(toUtf8String(data));
  } catch {
    return undefined;
  }
}
