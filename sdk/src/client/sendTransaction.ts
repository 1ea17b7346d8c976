import type { ContractTransactionReceipt, ContractTransactionResponse } from "ethers";
import { inTurn } from "../base/async.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import type { ContractMethodArgs, DefaultReturnType, TypedContractMethod } from "../generated/common.ts";
import { signingAccount, type Client } from "./Client.ts";
import { decodeError } from "./decodeError.ts";

/** A transaction that was mined. */
export interface Sent<R = unknown> {
  readonly receipt: ContractTransactionReceipt;
  readonly gasUsed: bigint;
  /** What the call returned when it was tried, just before it was sent. What it did is in the receipt's events. */
  readonly result: R;
}

/** How to send. */
export interface SendOptions {
  /** Gas on top of the estimate, for calls that try something and go on without it when the gas is short. */
  readonly extraGas?: bigint;
}

/**
 * Tries a call against the chain's state, sends it, and waits until it is mined. Sends of one account follow each
 * other, so that calls may be made at the same time.
 *
 * @param method Of a contract that is connected to the client's signer.
 * @throws PosthumanError what the contract refused, in the catalogue's words, before anything is sent;
 * `SIGNER_MISSING`, `COIN_TOO_LOW`, `NONCE_TAKEN`, `WALLET_REFUSED`, `RPC_UNREACHABLE`; `TRANSACTION_FAILED` if the
 * state changed between the trial and the block.
 *
 * @example
 * const { gasUsed } = await sendTransaction(client, client.contracts.vault.settle, [model, token]);
 */
export async function sendTransaction<A extends unknown[], R>(
  client: Client,
  method: TypedContractMethod<A, R, "nonpayable">,
  args: NoInfer<A>,
  { extraGas = 0n }: SendOptions = {},
): Promise<Sent<DefaultReturnType<R>>> {
  const { account } = signingAccount(client);
  try {
    const { result, response } = await inTurn(`${client.chainId}:${account}`, async () => {
      const result = await method.staticCall(...(args as ContractMethodArgs<A, "view">));
      const gas = await method.estimateGas(...(args as ContractMethodArgs<A, "nonpayable">));
      // A tenth on top: what others do in between can make a call a little dearer, and unused gas costs nothing.
      const gasLimit = gas + gas / 10n + extraGas;
      const response = await method.send(...([...args, { gasLimit }] as ContractMethodArgs<A, "nonpayable">));
      return { result, response };
    });
    const receipt = await mined(response);
    client.onSent?.(receipt);
    return { receipt, gasUsed: receipt.gasUsed, result };
  } catch (error) {
    throw decodeError(error, client);
  }
}

async function mined(response: ContractTransactionResponse): Promise<ContractTransactionReceipt> {
  const receipt = await response.wait().catch((cause: unknown) => {
    // Thrown with a receipt: mined, and reverted. The trial's reasons do not apply any more.
    if ((cause as { receipt?: unknown }).receipt) return null;
    throw cause;
  });
  if (receipt) return receipt;
  throw new PosthumanError("TRANSACTION_FAILED", { hash: response.hash });
}
