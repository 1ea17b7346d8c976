/** An event log of the chain, checked against its block's header. */
export interface ChainLog {
  /** Checksummed. */
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: number;
  readonly blockHash: string;
  readonly transactionHash: string;
  readonly logIndex: number;
}
