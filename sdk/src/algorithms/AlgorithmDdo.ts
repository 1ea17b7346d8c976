/** What a person should know of an algorithm, and how it is run. */
export interface AlgorithmDescription {
  /** At least 4 characters. */
  readonly name: string;
  /** At least 10 characters. */
  readonly description: string;
  readonly author: string;
  /** SPDX identifier, or a sentence. */
  readonly license: string;
  readonly tags?: readonly string[] | undefined;
  /** Its own version, such as `0.1.0`. */
  readonly version?: string | undefined;
  /** Command line, in which `$ALGO` stands for the file. */
  readonly entrypoint: string;
  /** Container image as `name:tag` or `name:tag@sha256:…`; without one it runs on the worker's own Python. */
  readonly image?: string | undefined;
  /** SHA-256 of the file, 64 hex digits, and its size in bytes. */
  readonly sha256: string;
  readonly size: number;
}

/** Ocean's description of an algorithm (DDO 4.7.0), with the hash of its file. */
export interface AlgorithmDdo {
  readonly "@context": readonly string[];
  readonly id: string;
  readonly version: "4.7.0";
  readonly chainId: number;
  readonly nftAddress: string;
  readonly metadata: {
    readonly created: string;
    readonly updated: string;
    readonly type: "algorithm";
    readonly name: string;
    readonly description: string;
    readonly author: string;
    readonly license: string;
    readonly tags: readonly string[];
    readonly algorithm: {
      readonly language: string;
      readonly version: string;
      readonly container: {
        readonly entrypoint: string;
        readonly image: string;
        readonly tag: string;
        readonly checksum: string;
      };
    };
    readonly additionalInformation: { readonly sha256: string; readonly size: number };
  };
  readonly services: readonly {
    readonly id: string;
    readonly type: "compute";
    readonly files: string;
    readonly datatokenAddress: string;
    readonly serviceEndpoint: string;
    readonly timeout: number;
    readonly compute: {
      readonly allowRawAlgorithm: boolean;
      readonly allowNetworkAccess: boolean;
      readonly publisherTrustedAlgorithmPublishers: readonly string[];
      readonly publisherTrustedAlgorithms: readonly string[];
    };
  }[];
  readonly credentials: object;
}
