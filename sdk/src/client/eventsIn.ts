import type { ContractTransactionReceipt } from "ethers";
import type { TypedContractEvent, TypedEventLog } from "../generated/common.ts";

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
