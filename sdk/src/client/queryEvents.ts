import type { BaseContract } from "ethers";
import { decodeError } from "../errors/decodeError.ts";
import type { TypedContractEvent, TypedDeferredTopicFilter, TypedEventLog } from "../generated/common.ts";
import type { Client } from "./Client.ts";
import { inPieces } from "./inPieces.ts";

/** Which blocks to look at. */
export interface BlockRange {
  /** Default: the deployment's first. */
  readonly fromBlock?: number | undefined;
  /** Default: the newest. */
  readonly toBlock?: number | undefined;
}

/**
 * Events of a contract from the deployment's first block on, however far back that is.
 *
 * @param filter Such as `client.contracts.offers.filters.OfferListed(id)`.
 * @throws PosthumanError `RPC_UNREACHABLE`, `RPC_REFUSED`, `ARGUMENT_INVALID`.
 *
 * @example
 * const births = await queryEvents(client, client.contracts.market, client.contracts.market.filters.JobBirth(id));
 */
export async function queryEvents<E extends TypedContractEvent>(
  client: Client,
  contract: BaseContract,
  filter: TypedDeferredTopicFilter<E>,
  { fromBlock = client.addresses.startBlock, toBlock }: BlockRange = {},
): Promise<TypedEventLog<E>[]> {
  try {
    // A filter of what cannot be encoded has failed already, and would end the process while nobody waits for it.
    await filter.getTopicFilter();
    const end = toBlock ?? (await client.provider.getBlockNumber());
    const events = await inPieces(fromBlock, end, (from, to) => contract.queryFilter(filter, from, to));
    return events as unknown as TypedEventLog<E>[];
  } catch (error) {
    throw decodeError(error, client);
  }
}
