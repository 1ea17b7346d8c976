import { allow } from "../client/allow.ts";
import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/** Who gets what. */
export interface PayParameters {
  readonly model: string;
  readonly token: string;
  /** In the token's smallest unit. */
  readonly amount: bigint;
}

/**
 * Gives tokens to a model as income, which is shared along its lineage. The vault is approved for the amount.
 *
 * @throws PosthumanError `MODEL_UNKNOWN`, `TOKEN_BALANCE_TOO_LOW`, `TOKEN_TAKES_FEE`, `NOTHING_TO_MOVE`.
 *
 * @example
 * await pay(client, { model, token: ocean, amount: parseAmount("3") });
 */
export async function pay(client: Client, { model, token, amount }: PayParameters): Promise<Sent> {
  await allow(client, { token, spender: client.addresses.posthuman.LineageVault, amount });
  return sendTransaction(client, client.contracts.vault.pay, [model, token, amount]);
}
