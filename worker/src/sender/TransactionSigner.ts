import type { TransactionLike } from "ethers";

/** Signs, and keeps the key to itself; an ethers `Wallet` is one. */
export interface TransactionSigner {
  readonly address: string;
  /** Returns the signed bytes. */
  signTransaction(transaction: TransactionLike): Promise<string>;
}
