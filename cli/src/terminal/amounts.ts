import { formatAmount, getToken, parseAmount, type Client, type Token } from "@posthuman/sdk";
import { formatUnits } from "ethers";

const known = new WeakMap<Client["addresses"], Map<string, Promise<Token>>>();

/**
 * An amount with its token's symbol, such as `2.5 OCEAN`; each token is asked once.
 * @throws PosthumanError `CONTRACT_REFUSED` if there is no such token.
 */
export async function tokenAmount(client: Client, token: string, amount: bigint): Promise<string> {
  const { symbol, decimals } = await tokenOf(client, token);
  return `${formatAmount(amount, decimals)} ${symbol}`;
}

function tokenOf(client: Client, address: string): Promise<Token> {
  const tokens = known.get(client.addresses) ?? new Map<string, Promise<Token>>();
  known.set(client.addresses, tokens);
  const token = tokens.get(address) ?? getToken(client, address);
  tokens.set(address, token);
  return token;
}

/**
 * Reads an amount of a token that a person wrote.
 * @throws PosthumanError `AMOUNT_INVALID`, and what `getToken` throws.
 */
export async function parseTokenAmount(client: Client, token: string, text: string): Promise<bigint> {
  return parseAmount(text, (await getToken(client, token)).decimals);
}

/** An amount to four significant digits, rounded up, for what need not be exact; without an exponent. */
export function shortAmount(amount: bigint, decimals = 18): string {
  const drop = Math.max(0, amount.toString().length - 4);
  const unit = 10n ** BigInt(drop);
  return formatUnits(((amount + unit - 1n) / unit) * unit, decimals).replace(/\.0$/, "");
}

/** Symbols of the coins in which transactions are paid on the chains that Ocean lists; others are `ETH` mostly. */
const coins: Readonly<Record<string, string>> = {
  "100": "xDAI",
  "137": "POL",
  "246": "EWT",
  "23294": "ROSE",
  "23295": "TEST",
  "80002": "POL",
};

/** What the coin of a chain is called. */
export function coinOf(chainId: bigint): string {
  return coins[String(chainId)] ?? "ETH";
}
