import { isError } from "ethers";
import type { BaseContract, EventLog } from "ethers";
import { decodeError } from "../errors/decodeError.ts";
import type { TypedContractEvent, TypedDeferredTopicFilter, TypedEventLog } from "../generated/common.ts";
import type { Client } from "./Client.ts";

/** Blocks asked for at once; endpoints that allow less are asked for less. */
const STRIDE = 50_000;

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
 * @throws PosthumanError `RPC_UNREACHABLE`, `RPC_REFUSED`.
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
  const events: EventLog[] = [];
  try {
    const end = toBlock ?? (await client.provider.getBlockNumber());
    let stride = STRIDE;
    for (let from = fromBlock; from <= end;) {
      const to = Math.min(from + stride - 1, end);
      try {
        events.push(...((await contract.queryFilter(filter, from, to)) as EventLog[]));
        from = to + 1;
      } catch (error) {
        // Endpoints limit the range or the number of events in their own words; a smaller range helps against both.
        if (to === from || !isRefusal(error)) throw error;
        stride = Math.ceil((to - from + 1) / 2);
      }
    }
  } catch (error) {
    throw decodeError(error, client);
  }
  return events as unknown as TypedEventLog<E>[];
}

function isRefusal(error: unknown): boolean {
  return (
    isError(error, "UNKNOWN_ERROR") || isError(error, "BAD_DATA") || isError(error, "UNSUPPORTED_OPERATION")
  );
}
