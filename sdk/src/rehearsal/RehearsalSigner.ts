import {
  AbstractSigner,
  TransactionResponse,
  type Provider,
  type Signer,
  type TransactionRequest,
  type TypedDataDomain,
  type TypedDataField,
} from "ethers";
import { hashOf } from "./rehearsalProvider.ts";
import type { Stage } from "./Stage.ts";

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
      ...{ hash: hashOf(number), blockHash: null, blockNumber: null, index: 0, type: 2, to, data },
      ...{ from: await this.getAddress(), nonce: 0, gasLimit: 0n, gasPrice: 0n, value: 0n, chainId: 0n },
      ...{ maxPriorityFeePerGas: null, maxFeePerGas: null, accessList: null, signature: null },
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
