import { ZeroAddress, ZeroHash } from "ethers";
import { checkedAddress } from "../client/checks.ts";
import { signingAccount, type Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import type { ERC20Template } from "../generated/ERC20Template.ts";
import { ERC20Template__factory } from "../generated/factories/ERC20Template__factory.ts";

/** What is ordered, and for whom. */
export interface OrderAssetParameters {
  readonly datatoken: string;
  /** The account that may use it; default the client's account. */
  readonly consumer?: string;
  /** Which of the asset's services; default the first. */
  readonly serviceIndex?: bigint;
  /** What the asset's provider asks for and signed; default nothing, which needs no signature. */
  readonly providerFee?: ERC20Template.ProviderFeeStruct;
}

const NO_PROVIDER_FEE: ERC20Template.ProviderFeeStruct = {
  providerFeeAddress: ZeroAddress,
  providerFeeToken: ZeroAddress,
  providerFeeAmount: 0n,
  v: 0n,
  r: ZeroHash,
  s: ZeroHash,
  validUntil: 0n,
  providerData: "0x",
};

/**
 * Consumes one datatoken: orders the asset in Ocean's way. The transaction's hash is what a provider asks for before it
 * serves.
 *
 * @throws PosthumanError `TOKEN_BALANCE_TOO_LOW`, `ADDRESS_INVALID`, `CONTRACT_REFUSED`.
 *
 * @example
 * const { receipt } = await orderAsset(client, { datatoken });
 */
export async function orderAsset(
  client: Client,
  { datatoken, consumer, serviceIndex = 0n, providerFee = NO_PROVIDER_FEE }: OrderAssetParameters,
): Promise<Sent> {
  const { account, signer } = signingAccount(client);
  const token = ERC20Template__factory.connect(checkedAddress(datatoken, "datatoken"), signer);
  const marketFee = {
    consumeMarketFeeAddress: ZeroAddress,
    consumeMarketFeeToken: ZeroAddress,
    consumeMarketFeeAmount: 0n,
  };
  const receiver = checkedAddress(consumer ?? account, "consumer");
  return sendTransaction(client, token.startOrder, [receiver, serviceIndex, providerFee, marketFee]);
}
