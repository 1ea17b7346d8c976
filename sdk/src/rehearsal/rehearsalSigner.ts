import {
  AbstractSigner,
  TransactionReceipt,
  TransactionResponse,
  ZeroAddress,
  ZeroHash,
  type Provider,
  type Signer,
  type TransactionRequest,
  type TypedDataDomain,
  type TypedDataField,
} from "ethers";
import type { Stage } from "./stage.ts";

/** Signs messages as the real account does, and puts transactions on the stage instead of sending them. */
export class RehearsalSigner extends AbstractSigner<Provider> {
  readonly #signer: Signer;
  readonly #stage: Stage;

  constructor(signer: Signer, provider: Provider, stage: Stage) {
    super(provider);
    this.#signer = signer;
    this.#stage = stage;
  }

  override getAddress(): Promise<string> {
    return this.#signer.getAddress();
  }

  override connect(provider: Provider): RehearsalSigner {
    return new RehearsalSigner(this.#signer, provider, this.#stage);
  }

  override call(call: TransactionRequest): Promise<string> {
    return this.#stage.call(call);
  }

  override estimateGas(call: TransactionRequest): Promise<bigint> {
    return this.#stage.gasOf(call);
  }

  override async sendTransaction(call: TransactionRequest): Promise<TransactionResponse> {
    const number = await this.#stage.add(call);
    const { to, data } = this.#stage.transactions[number - 1]!;
    const response = {
      hash: hashOf(number),
      blockHash: null,
      blockNumber: null,
      index: 0,
      type: 2,
      to,
      data,
      from: await this.getAddress(),
      nonce: 0,
      gasLimit: 0n,
      gasPrice: 0n,
      value: 0n,
      chainId: 0n,
      maxPriorityFeePerGas: null,
      maxFeePerGas: null,
      accessList: null,
      signature: null,
    };
    return new TransactionResponse(response as never, this.provider);
  }

  override signTransaction(call: TransactionRequest): Promise<string> {
    return this.#signer.signTransaction(call);
  }

  override signMessage(message: string | Uint8Array): Promise<string> {
    return this.#signer.signMessage(message);
  }

  override signTypedData(
    domain: TypedDataDomain,
    types: Record<string, TypedDataField[]>,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as ethers has it
    value: Record<string, any>,
  ): Promise<string> {
    return this.#signer.signTypedData(domain, types, value);
  }
}

/** A provider that reads the stage: calls see what was rehearsed before, and rehearsed transactions have receipts. */
export function rehearsalProvider(provider: Provider, stage: Stage): Provider {
  const changed: Partial<Provider> = {
    call: (call: TransactionRequest) => stage.call(call),
    estimateGas: (call: TransactionRequest) => stage.gasOf(call),
    getTransactionReceipt: (hash: string) => Promise.resolve(receiptOf(stage, Number(hash), staged)),
  };
  const staged = new Proxy(provider, {
    get(target, property) {
      const own: unknown = Reflect.get(changed, property);
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return staged;
}

/** The receipt of the rehearsed transaction with this number, counted from 1. */
function receiptOf(stage: Stage, number: number, provider: Provider): TransactionReceipt {
  const { to, gas } = stage.transactions[number - 1]!;
  const hash = hashOf(number);
  const place = { transactionHash: hash, blockHash: ZeroHash, blockNumber: 0, transactionIndex: 0 };
  const logs = stage.logs[number - 1]!.map((log, index) => ({ ...log, ...place, index, removed: false }));
  const receipt = {
    to,
    from: ZeroAddress,
    contractAddress: null,
    hash,
    index: 0,
    blockHash: ZeroHash,
    blockNumber: 0,
    logsBloom: "0x",
    gasUsed: gas,
    cumulativeGasUsed: gas,
    gasPrice: 0n,
    type: 2,
    status: 1,
    root: null,
    logs,
  };
  return new TransactionReceipt(receipt, provider);
}

/** A hash that no transaction has, and that tells which rehearsed one is meant. */
function hashOf(number: number): string {
  return `0x${number.toString(16).padStart(64, "0")}`;
}
