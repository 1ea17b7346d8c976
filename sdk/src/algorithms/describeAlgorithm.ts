import { didOf } from "../protocol/didOf.ts";
import type { AlgorithmDdo, AlgorithmDescription } from "./AlgorithmDdo.ts";
import { toContainer } from "./parseAlgorithmMetadata.ts";

/** An algorithm's asset on chain, and where it can be bought. */
export interface DescribeAlgorithmParameters extends AlgorithmDescription {
  readonly chainId: bigint;
  readonly dataNft: string;
  readonly datatoken: string;
  readonly created: Date;
  /** Base URL of a worker that has the file. */
  readonly endpoint: string;
}

/**
 * Ocean's description of an algorithm, type `algorithm`, whose container section says how to run it.
 *
 * @returns A DDO of version 4.7.0. A program for a worker's own Python names the image `posthuman`.
 *
 * @example
 * const ddo = describeAlgorithm({ ...details, chainId: client.chainId, dataNft, datatoken, created, endpoint });
 */
export function describeAlgorithm(parameters: DescribeAlgorithmParameters): AlgorithmDdo {
  const { chainId, dataNft, datatoken, created, endpoint } = parameters;
  const { name, description, author, license, tags = [], version = "0.1.0" } = parameters;
  const { entrypoint, image, sha256, size } = parameters;
  const time = created.toISOString().replace(/\.\d+Z$/, "Z");
  return {
    "@context": ["https://w3id.org/did/v1"],
    id: didOf({ dataNft, chainId }),
    version: "4.7.0",
    chainId: Number(chainId),
    nftAddress: dataNft,
    metadata: {
      created: time,
      updated: time,
      type: "algorithm",
      name,
      description,
      author,
      license,
      tags: [...tags],
      algorithm: { language: "python", version, container: toContainer(entrypoint, image, sha256) },
      additionalInformation: { sha256, size },
    },
    services: [
      {
        id: datatoken.toLowerCase(),
        type: "compute",
        files: "",
        datatokenAddress: datatoken,
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
