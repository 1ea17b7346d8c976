/** Symbols of the coins in which transactions are paid on the chains that Ocean lists; others are `ETH` mostly. */
const coins: Readonly<Record<string, string>> = {
  "100": "xDAI",
  "137": "POL",
  "246": "EWT",
  "23294": "ROSE",
  "23295": "TEST",
  "80002": "POL",
};

/**
 * What the coin of a chain is called.
 *
 * @example
 * coinOf(137n); // "POL"
 */
export function coinOf(chainId: bigint): string {
  return coins[String(chainId)] ?? "ETH";
}
