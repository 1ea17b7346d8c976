import { publishAsset, type AssetSale, type PublishedAsset } from "../assets/publishAsset.ts";
import { setAssetMetadata } from "../assets/setAssetMetadata.ts";
import type { Client } from "../client/Client.ts";
import type { AlgorithmDescription } from "./AlgorithmDdo.ts";
import { describeAlgorithm } from "./describeAlgorithm.ts";

/** An algorithm, its price, and a worker that will have its file. */
export interface PublishAlgorithmParameters extends AlgorithmDescription {
  readonly sale: AssetSale;
  /** Base URL of the worker's API, for the description. */
  readonly endpoint: string;
}

/**
 * Publishes an algorithm as an Ocean asset: a data NFT of the client's account, a datatoken that is sold or given away,
 * and a description of type `algorithm`. The file itself is brought to workers with `uploadDataset({ …, asset })`, and
 * each worker's operator decides whether to let jobs run it.
 *
 * @throws PosthumanError `OCEAN_WITHOUT`, `CONTRACT_REFUSED`.
 *
 * @example
 * const { datatoken } = await publishAlgorithm(client, { ...details, sale: { kind: "free" }, endpoint });
 * await uploadDataset(client, { endpoint, worker, source: file, name: "algorithm.py", asset: datatoken });
 */
export async function publishAlgorithm(
  client: Client,
  { sale, endpoint, ...description }: PublishAlgorithmParameters,
): Promise<PublishedAsset> {
  const published = await publishAsset(client, { name: description.name, sale });
  const { dataNft, datatoken } = published;
  const asset = { chainId: client.chainId, dataNft, datatoken, created: new Date(), endpoint };
  await setAssetMetadata(client, describeAlgorithm({ ...description, ...asset }));
  return published;
}
