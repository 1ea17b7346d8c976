import { keccak256, type JsonRpcProvider, type TransactionRequest, type Wallet } from "ethers";

/** An EIP-1193 provider, as Ignition takes it. */
export interface Eip1193Provider {
  request(call: { method: string; params?: readonly unknown[] | object }): Promise<unknown>;
}

/** A transaction that was signed and is about to be sent. */
export interface SignedTransaction {
  readonly hash: string;
  readonly nonce: number;
  /** The signed bytes, in hex. */
  readonly raw: string;
}

/** A chain whose node signs for its own accounts. */
export function nodeProvider(rpc: JsonRpcProvider): Eip1193Provider {
  return {
    request: ({ method, params }) => rpc.send(method, (params ?? []) as unknown[]) as Promise<unknown>,
  };
}

/**
 * A chain for one account, which signs here what a node without its key could not. Ignition fills in every field, nonce
 * and fees included.
 *
 * @param beforeSend Is told of each transaction before the chain is.
 */
export function signingProvider(
  rpc: JsonRpcProvider,
  wallet: Wallet,
  beforeSend: (transaction: SignedTransaction) => void = () => undefined,
): Eip1193Provider {
  const node = nodeProvider(rpc);
  return {
    async request(call) {
      if (call.method === "eth_accounts") return [wallet.address];
      if (call.method !== "eth_sendTransaction") return node.request(call);
      const [{ gas, ...transaction }] = call.params as [TransactionRequest & { gas: string }];
      const { chainId } = await rpc.getNetwork();
      const raw = await wallet.signTransaction({ ...transaction, gasLimit: gas, chainId });
      beforeSend({ hash: keccak256(raw), nonce: Number(transaction.nonce), raw });
      return node.request({ method: "eth_sendRawTransaction", params: [raw] });
    },
  };
}
