import { tokenAt } from "../client/allow.ts";
import { read, signingAccount, type Client } from "../client/Client.ts";
import { sendTransaction } from "../client/sendTransaction.ts";
import { quoteBuy, type Purchase } from "../datatokens/quoteBuy.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import type { PurchaseStruct } from "../generated/Checkout.ts";
import { slippage } from "../pools/slippage.ts";
import { jobIdOf, toTermsStruct, type Terms } from "../protocol/job.ts";
import { costsOf, payFor, sumByToken, type Cost } from "./payFor.ts";
import type { RequestedJob, RequestJobOptions } from "./requestJob.ts";

/** What to pay with, and how. */
export interface BuyAndRequestOptions extends RequestJobOptions {
  /** What datatokens are bought with; default OCEAN. */
  readonly payToken?: string;
  /** Hundredths of a per cent that a price may rise above its quote; default 100. */
  readonly slippage?: number;
  /** What was quoted before, and agreed to; default: what is cheapest now. */
  readonly purchases?: readonly Purchase[] | undefined;
}

/** A job that was requested with what was bought for it. */
export interface BoughtJob extends RequestedJob {
  /** What was bought, at the price of the quote. */
  readonly purchases: readonly Purchase[];
}

/**
 * Buys the datatokens of a job that the client lacks, where they are cheapest, and requests the job: all in one
 * transaction, or nothing of it. The checkout is allowed what the job takes and the purchases may cost at most.
 *
 * @throws PosthumanError `NOTHING_FOR_SALE`, `NOT_ENOUGH_TO_BUY`, `OFFER_TOO_DEAR`, `NOT_REQUESTER`, and what
 * `requestJob` throws.
 *
 * @example
 * const { id, purchases } = await buyAndRequest(client, terms, { slippage: 50 });
 */
export async function buyAndRequest(
  client: Client,
  terms: Terms,
  { payToken, slippage: basisPoints, payment = "permit", purchases: agreed }: BuyAndRequestOptions = {},
): Promise<BoughtJob> {
  const { checkout } = client.contracts;
  const { account } = signingAccount(client);
  const model = await read(client, () => client.contracts.registry.isModel(terms.model));
  if (!model) throw new PosthumanError("MODEL_UNKNOWN", { model: terms.model });
  const costs: Cost[] = [];
  const purchases: Purchase[] = [...(agreed ?? [])];
  for (const { token, datatokens, ...cost } of costsOf(terms)) {
    const have = await read(client, () => tokenAt(client, token).balanceOf(account));
    const missing = datatokens > have ? datatokens - have : 0n;
    if (missing > 0n && agreed === undefined) {
      const wanted = { token, amount: missing, ...(payToken === undefined ? {} : { payToken }) };
      purchases.push(...(await quoteBuy(client, wanted)).purchases);
    }
    costs.push({ ...cost, token, datatokens: datatokens - missing });
  }
  const bounds = purchases.map(({ cost }) => slippage(cost, basisPoints).most);
  for (const [i, { payToken: token }] of purchases.entries()) {
    costs.push({ token, datatokens: 0n, fee: 0n, purchases: bounds[i]! });
  }
  const permits = await payFor(client, client.addresses.posthuman.Checkout, sumByToken(costs), payment);
  const structs = purchases.map((purchase, i) => toStruct(purchase, bounds[i]!));
  const struct = toTermsStruct(terms);
  const sent =
    permits.length === 0
      ? await sendTransaction(client, checkout.buyAndRequest, [structs, struct])
      : await sendTransaction(client, checkout.multicall, [
          [...permits, checkout.interface.encodeFunctionData("buyAndRequest", [structs, struct])],
        ]);
  const id = jobIdOf(terms, { chainId: client.chainId, market: client.addresses.posthuman.JobMarket });
  return { ...sent, id, terms, purchases };
}

function toStruct(purchase: Purchase, maxCost: bigint): PurchaseStruct {
  const { token, amount, payToken } = purchase;
  const [source, id] = purchase.source === "offer" ? [0n, purchase.offer] : [1n, BigInt(purchase.pool)];
  return { source, id, token, amount, payToken, maxCost };
}
