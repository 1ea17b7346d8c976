import { AbiCoder, keccak256, type ParamType } from "ethers";
import { JobMarket__factory } from "../generated/factories/JobMarket__factory.ts";
import type { Terms } from "./Terms.ts";
import { toTermsStruct } from "./termsStruct.ts";

/**
 * A job's id, computed without the chain: keccak256 of chain id, market and terms.
 *
 * @param market The JobMarket's address.
 * @returns 32 bytes in hex, equal to the contract's `jobId(terms)`.
 *
 * @example
 * jobIdOf(terms, { chainId: client.chainId, market: client.addresses.posthuman.JobMarket });
 */
export function jobIdOf(terms: Terms, { chainId, market }: { chainId: bigint; market: string }): string {
  const values = [chainId, market, toTermsStruct(terms)];
  return keccak256(AbiCoder.defaultAbiCoder().encode(["uint256", "address", termsType], values));
}

const termsType: ParamType = JobMarket__factory.createInterface().getFunction("jobId").inputs[0]!;
