import { isError, type BaseContract, type ContractTransactionReceipt } from "ethers";
import type { TypedContractEvent, TypedDeferredTopicFilter, TypedEventLog } from "../generated/common.ts";
import type { Client } from "./Client.ts";
import { decodeError } from "./decodeError.ts";

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

/** The part of a TypeChain contract that finds its events. */
interface Emitter {
  readonly target: unknown;
}

/**
 * The events of one kind that a transaction emitted.
 *
 * @param contract Whose events; others' logs are passed over.
 * @param event The contract's event, such as `contract.filters.JobBirth`.
 */
export function eventsIn<E extends TypedContractEvent>(
  receipt: ContractTransactionReceipt,
  contract: Emitter,
  event: E,
): TypedEventLog<E>[] {
  return receipt.logs.filter(
    (log) => log.address === contract.target && "fragment" in log && log.eventName === event.name,
  ) as unknown as TypedEventLog<E>[];
}

/** Blocks asked for at once; endpoints that allow less are asked for less. */
const STRIDE = 50_000;

/**
 * Reads logs of many blocks in as many calls as the endpoint needs.
 *
 * @param fromBlock First block.
 * @param toBlock Last block, included.
 * @param fetch Reads a range of blocks.
 */
export async function inPieces<T>(
  fromBlock: number,
  toBlock: number,
  fetch: (from: number, to: number) => Promise<T[]>,
): Promise<T[]> {
  const items: T[] = [];
  let stride = STRIDE;
  for (let from = fromBlock; from <= toBlock;) {
    const to = Math.min(from + stride - 1, toBlock);
    try {
      items.push(...(await fetch(from, to)));
      from = to + 1;
    } catch (error) {
      // Endpoints limit the range or the number of logs in their own words; a smaller range helps against both.
      if (to === from || !isError(error, "UNKNOWN_ERROR")) throw error;
      stride = Math.ceil((to - from + 1) / 2);
    }
  }
  return items;
}
