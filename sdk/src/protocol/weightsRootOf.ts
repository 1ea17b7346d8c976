import { getAddress } from "ethers";
import { keccakOfJson } from "./keccakOfJson.ts";

/** One file of a model's weights. */
export interface WeightsFile {
  /** Relative, with slashes. */
  readonly path: string;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  readonly size: number;
}

/** Weights, and for whom they are committed to. */
export interface WeightsRootParameters {
  readonly chainId: bigint;
  /** The ModelRegistry. */
  readonly registry: string;
  /** Who keeps the weights. */
  readonly custodian: string;
  readonly files: readonly WeightsFile[];
}

/**
 * Commitment to a model's weights. Chain, registry and custodian are hashed in, so that one seen elsewhere is worth
 * nothing here. The order of the files does not matter.
 *
 * @returns 32 bytes in hex: keccak256 of the canonical JSON `{chainId, registry, custodian, files}`.
 *
 * @example
 * weightsRootOf({ chainId: 31337n, registry, custodian, files: [{ path: "config.json", sha256, size: 512 }] });
 */
export function weightsRootOf({ chainId, registry, custodian, files }: WeightsRootParameters): string {
  const sorted = files
    .map(({ path, sha256, size }) => ({ path, sha256, size }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return keccakOfJson({
    chainId: Number(chainId),
    registry: getAddress(registry),
    custodian: getAddress(custodian),
    files: sorted,
  });
}
