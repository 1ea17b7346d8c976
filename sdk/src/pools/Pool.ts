/** A Balancer pool of the market's desk, as it stands. */
export interface Pool {
  readonly address: string;
  /** What is sold. */
  readonly datatoken: string;
  /** What is paid with. */
  readonly baseToken: string;
  /** Reserve, in wei. */
  readonly datatokens: bigint;
  /** Reserve, in the base token's smallest unit. */
  readonly baseTokens: bigint;
  /** All shares there are, in wei: a share is a part of both reserves. */
  readonly shares: bigint;
  /** What the liquidity providers earn, in 1e-18 of what is paid in. */
  readonly swapFee: bigint;
  /** For one whole datatoken (1e18), fee included, for an amount that moves nothing; in base tokens' smallest unit. */
  readonly price: bigint;
}
