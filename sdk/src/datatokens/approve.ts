import { tokenAt } from "../client/allow.ts";
import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/** What a contract is to be allowed. */
export interface ApproveParameters {
  readonly token: string;
  readonly spender: string;
  /** In the token's smallest unit. Replaces what was approved before. */
  readonly amount: bigint;
}

/**
 * Lets a contract take up to an amount of a token from the client's account. The SDK's own calls do this where they
 * need it.
 *
 * @example
 * await approve(client, { token, spender: client.addresses.posthuman.LineageVault, amount: parseAmount("5") });
 */
export async function approve(
  client: Client,
  { token, spender, amount }: ApproveParameters,
): Promise<Sent<boolean>> {
  return sendTransaction(client, tokenAt(client, token).approve, [spender, amount]);
}
