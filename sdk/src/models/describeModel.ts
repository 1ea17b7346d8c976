import { didOf } from "../protocol/didOf.ts";
import type { Model } from "./getModel.ts";

/** What a person should know of a model, and where it is served. */
export interface DescribeModelParameters {
  readonly chainId: bigint;
  readonly model: Model;
  /** Datatokens from the model to the root, from `lineageOf`. */
  readonly lineage: readonly string[];
  /** At least 10 characters. */
  readonly description: string;
  readonly author: string;
  /** SPDX identifier, or a sentence. */
  readonly license: string;
  /** When the model was born. */
  readonly created: Date;
  /** Base URL of a worker that runs jobs on the model. */
  readonly endpoint: string;
  readonly tags?: readonly string[];
  /** The model's bits per byte on its family's evaluation set, as measured. */
  readonly bitsPerByte?: number;
}

/** Ocean's description of an asset (DDO 4.7.0). */
export type Ddo = ReturnType<typeof describeModel>;

/**
 * Ocean's description of a model, with its lineage. Made after the birth is final: the DID contains the data NFT's
 * address.
 *
 * @returns A DDO of version 4.7.0, to be set with `setModelMetadata`.
 *
 * @example
 * const { chainId } = client;
 * const [model, lineage] = await Promise.all([getModel(client, address), lineageOf(client, address)]);
 * const ddo = describeModel({ chainId, model, lineage, description, author, license, created, endpoint });
 */
export function describeModel(parameters: DescribeModelParameters) {
  const { model, chainId, lineage, created, endpoint, bitsPerByte } = parameters;
  const { description, author, license, tags = [] } = parameters;
  const { address, name, parent, generation, root, weightsRoot, dataNft } = model;
  const born = created.toISOString().replace(/\.\d+Z$/, "Z");
  return {
    "@context": ["https://w3id.org/did/v1"],
    id: didOf({ dataNft, chainId }),
    version: "4.7.0",
    chainId: Number(chainId),
    nftAddress: dataNft,
    metadata: {
      created: born,
      updated: born,
      type: "model",
      name,
      description,
      author,
      license,
      tags: [...tags],
      additionalInformation: {
        lineage: { parent: parent ?? null, root, generation, models: [...lineage] },
        weightsRoot,
        ...(bitsPerByte === undefined ? {} : { bitsPerByte }),
      },
    },
    services: [
      {
        id: address.toLowerCase(),
        type: "compute",
        files: "",
        datatokenAddress: address,
        serviceEndpoint: endpoint,
        timeout: 0,
        compute: {
          allowRawAlgorithm: false,
          allowNetworkAccess: false,
          publisherTrustedAlgorithmPublishers: [],
          publisherTrustedAlgorithms: [],
        },
      },
    ],
    credentials: {},
  };
}
