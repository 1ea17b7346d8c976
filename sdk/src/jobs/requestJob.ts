import { allow } from "../client/allow.ts";
import type { Client } from "../client/Client.ts";
import { read } from "../client/read.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { signingAccount } from "../client/signingAccount.ts";
import { tokenAt } from "../datatokens/tokenAt.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { formatAmount } from "../protocol/formatAmount.ts";
import { jobIdOf } from "../protocol/jobIdOf.ts";
import type { Terms } from "../protocol/Terms.ts";
import { toTermsStruct } from "../protocol/termsStruct.ts";
import { costsOf, type Cost } from "./costsOf.ts";
import { signPermit } from "./signPermit.ts";

/** How to pay. */
export interface RequestJobOptions {
  /**
   * `permit` (default): sign permits where a token knows them, approve where not. `approve`: approve always.
   * `none`: neither; what is not approved yet is an error.
   */
  readonly payment?: "permit" | "approve" | "none";
}

/** A job that was requested and paid for. */
export interface RequestedJob extends Sent {
  readonly id: string;
  readonly terms: Terms;
}

/**
 * Requests and pays a job: one datatoken of the model, one of each other asset, and the whole fee go into escrow. Every
 * exit but Settled gives them back to the requester, who may be another account than the client's. The vault is allowed
 * exactly what is needed.
 *
 * @throws PosthumanError `NOT_ENOUGH_DATATOKENS`, `NOT_ENOUGH_FEE`, `NO_ALLOWANCE`, `MODEL_UNKNOWN`, `ASSET_UNKNOWN`,
 * `DEADLINE_INVALID`, `TERMS_INCOMPLETE`, `FEE_TOKEN_NOT_LISTED`, `JOB_DUPLICATE`.
 *
 * @example
 * const { id } = await requestJob(client, terms);
 */
export async function requestJob(
  client: Client,
  terms: Terms,
  { payment = "permit" }: RequestJobOptions = {},
): Promise<RequestedJob> {
  const { market } = client.contracts;
  const model = await read(client, () => client.contracts.registry.isModel(terms.model));
  if (!model) throw new PosthumanError("MODEL_UNKNOWN", { model: terms.model });
  const costs = costsOf(terms);
  for (const cost of costs) await checkBalance(client, cost);
  const permits: string[] = [];
  for (const cost of costs) permits.push(...(await pay(client, cost, payment)));
  const struct = toTermsStruct(terms);
  const sent =
    permits.length === 0
      ? await sendTransaction(client, market.request, [struct])
      : await sendTransaction(client, market.multicall, [
          [...permits, market.interface.encodeFunctionData("request", [struct])],
        ]);
  const id = jobIdOf(terms, { chainId: client.chainId, market: client.addresses.posthuman.JobMarket });
  return { ...sent, id, terms };
}

async function checkBalance(client: Client, { token, datatokens, fee }: Cost): Promise<void> {
  const { account } = signingAccount(client);
  const have = await read(client, () => tokenAt(client, token).balanceOf(account));
  if (have < datatokens) {
    throw new PosthumanError("NOT_ENOUGH_DATATOKENS", {
      ...{ token, account, have: formatAmount(have), need: formatAmount(datatokens) },
    });
  }
  const left = have - datatokens;
  if (left < fee) throw new PosthumanError("NOT_ENOUGH_FEE", { token, account, have: left, need: fee });
}

/** Lets the vault take what a token's part costs; the permits that have to go with the request for it. */
async function pay(
  client: Client,
  { token: address, datatokens, fee }: Cost,
  payment: "permit" | "approve" | "none",
): Promise<string[]> {
  const { account } = signingAccount(client);
  const token = tokenAt(client, address);
  const spender = client.addresses.posthuman.LineageVault;
  const amount = datatokens + fee;
  const have = await read(client, () => token.allowance(account, spender));
  if (have >= amount) return [];
  const permit =
    payment === "permit" ? await signPermit(client, token, { spender, value: amount }) : undefined;
  if (permit !== undefined) return [permit];
  await allow(client, { token: address, spender, amount, approve: payment !== "none" });
  return [];
}
