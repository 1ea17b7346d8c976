import { PosthumanError, type Client, type Rehearsal } from "@posthuman/sdk";
import { coinOf } from "./coinOf.ts";
import { shortAmount } from "./shortAmount.ts";

/** What the transactions of a rehearsal cost at today's price of gas. */
export interface NetworkFee {
  readonly gas: bigint;
  /** In the coin's smallest unit, for a unit of gas. */
  readonly gasPrice: bigint;
  readonly fee: bigint;
}

/**
 * The fee of the network for what was rehearsed.
 * @throws PosthumanError `COIN_MISSING` if the account does not hold that much.
 */
export async function costOf(client: Client, { transactions }: Rehearsal<unknown>): Promise<NetworkFee> {
  const { provider, chainId, account = "" } = client;
  const [{ gasPrice }, have] = await Promise.all([provider.getFeeData(), provider.getBalance(account)]);
  const gas = transactions.reduce((sum, transaction) => sum + transaction.gas, 0n);
  const fee = gas * (gasPrice ?? 0n);
  if (have < fee || (have === 0n && gas > 0n)) {
    const amounts = { fee: shortAmount(fee), have: shortAmount(have) };
    throw new PosthumanError("COIN_MISSING", { ...amounts, coin: coinOf(chainId), account });
  }
  return { gas, gasPrice: gasPrice ?? 0n, fee };
}
