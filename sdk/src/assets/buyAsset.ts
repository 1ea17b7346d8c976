import { ZeroAddress } from "ethers";
import { allow } from "../client/allow.ts";
import { read, signingAccount, type Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { Dispenser__factory } from "../generated/factories/Dispenser__factory.ts";
import { FixedRateExchange__factory } from "../generated/factories/FixedRateExchange__factory.ts";
import { slippage } from "../pools/slippage.ts";
import { formatAmount } from "../protocol/amounts.ts";
import { listSales, type Sale } from "./listSales.ts";

/** What to buy. */
export interface BuyAssetParameters {
  readonly datatoken: string;
  /** In wei; one order takes 1e18. */
  readonly amount: bigint;
  /** What to pay with; default OCEAN. */
  readonly payToken?: string;
  /** Hundredths of a per cent that the price may rise above its quote; default 100. */
  readonly slippage?: number;
}

/**
 * Gets datatokens of an ordinary asset from Ocean's own contracts: from its dispenser for nothing, if that gives as
 * many, or else from the cheapest fixed-rate exchange.
 *
 * @returns The transaction, where they come from, and what was paid, in the pay token's smallest unit.
 * @throws PosthumanError `NOTHING_FOR_SALE`, `TOKEN_BALANCE_TOO_LOW`, `ARGUMENT_INVALID`, `CONTRACT_REFUSED`.
 *
 * @example
 * const { cost } = await buyAsset(client, { datatoken, amount: parseAmount("1") });
 */
export async function buyAsset(
  client: Client,
  { datatoken, amount, slippage: basisPoints, ...parameters }: BuyAssetParameters,
): Promise<Sent & { sale: Sale; cost: bigint }> {
  const { account, signer } = signingAccount(client);
  const payToken = parameters.payToken ?? client.addresses.ocean.Token;
  const sales = await listSales(client, datatoken);
  const sale = sales.find((one) =>
    one.kind === "free" ? amount <= one.maxTokens : one.baseToken === payToken,
  );
  if (!sale) {
    const shown = formatAmount(amount);
    throw new PosthumanError("NOTHING_FOR_SALE", { amount: shown, token: datatoken, left: "0" });
  }
  if (sale.kind === "free") {
    const dispenser = Dispenser__factory.connect(sale.contract, signer);
    const sent = await sendTransaction(client, dispenser.dispense, [datatoken, amount, account]);
    return { ...sent, sale, cost: 0n };
  }
  const exchange = FixedRateExchange__factory.connect(sale.contract, signer);
  const quote = await read(client, () => exchange.calcBaseInGivenOutDT(sale.exchange, amount, 0n));
  const { most } = slippage(quote.baseTokenAmount, basisPoints);
  await allow(client, { token: payToken, spender: sale.contract, amount: most });
  const values = [sale.exchange, amount, most, ZeroAddress, 0n] as const;
  const sent = await sendTransaction(client, exchange.buyDT, [...values]);
  return { ...sent, sale, cost: quote.baseTokenAmount };
}
