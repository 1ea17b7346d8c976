/** How many blocks on top make a block of each public chain final; the figures are those of common indexers. */
const DEPTHS: Readonly<Record<string, number>> = {
  1: 65, // Ethereum
  10: 30, // Optimism
  137: 200, // Polygon
  8453: 30, // Base
  42161: 240, // Arbitrum
  11155111: 12, // Sepolia
  1337: 0, // local chains, which mine a block only when there is something to put in it
  31337: 0,
};

/** How many blocks must lie on top of one before the worker acts on it. For unknown chains the figure is a cautious one. */
export function confirmationsOf(chainId: bigint): number {
  return DEPTHS[chainId.toString()] ?? 30;
}
