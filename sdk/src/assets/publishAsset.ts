import { MaxUint256, ZeroAddress } from "ethers";
import { oceanAddress, signingAccount, type Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { getToken } from "../datatokens/getToken.ts";
import { ERC721Factory__factory } from "../generated/factories/ERC721Factory__factory.ts";
import { WHOLE_TOKEN } from "../protocol/amounts.ts";

/** How an asset's datatokens are sold; they are minted as they are. */
export type AssetSale =
  | {
      readonly kind: "fixed";
      /** For one whole datatoken, in the base token's smallest unit. */
      readonly price: bigint;
      /** Default OCEAN. */
      readonly baseToken?: string;
    }
  | {
      readonly kind: "free";
      /** The most that one call takes, in wei; default 1e18. */
      readonly maxTokens?: bigint;
      /** The most that an account may have and still take some, in wei; default 1e18. */
      readonly maxBalance?: bigint;
    };

/** What is published. */
export interface PublishAssetParameters {
  readonly name: string;
  /** Of the datatoken; default: the name in capitals. */
  readonly symbol?: string;
  readonly sale: AssetSale;
  /** Default: none; the DDO is what Ocean's clients read. */
  readonly tokenURI?: string;
}

/** An asset that was published. */
export interface PublishedAsset extends Sent {
  readonly dataNft: string;
  readonly datatoken: string;
}

/**
 * Publishes an ordinary Ocean asset, such as a dataset or an algorithm: a data NFT of the client's account and a
 * datatoken, which Ocean's fixed-rate exchange sells or its dispenser gives away.
 *
 * @throws PosthumanError `OCEAN_WITHOUT`, `CONTRACT_REFUSED`.
 *
 * @example
 * const { datatoken } = await publishAsset(client, {
 *   name: "Corpus",
 *   sale: { kind: "fixed", price: parseAmount("2") },
 * });
 */
export async function publishAsset(
  client: Client,
  { name, symbol = name.toUpperCase(), sale, tokenURI = "" }: PublishAssetParameters,
): Promise<PublishedAsset> {
  const { account, signer } = signingAccount(client);
  const factory = ERC721Factory__factory.connect(client.addresses.ocean.Factory, signer);
  const nft = { name, symbol, templateIndex: 1n, tokenURI, transferable: true, owner: account };
  const token = {
    templateIndex: 1n,
    strings: [name, symbol],
    bytess: [],
    // Minter, payment collector, and nobody who asks for a fee on each order.
    addresses: [account, account, ZeroAddress, ZeroAddress],
    uints: [MaxUint256, 0n],
  };
  const sent =
    sale.kind === "fixed"
      ? await sendTransaction(client, factory.createNftWithErc20WithFixedRate, [
          nft,
          token,
          await fixedRate(client, sale, account),
        ])
      : await sendTransaction(client, factory.createNftWithErc20WithDispenser, [
          nft,
          token,
          {
            dispenserAddress: oceanAddress(client, "Dispenser"),
            maxTokens: sale.maxTokens ?? WHOLE_TOKEN,
            maxBalance: sale.maxBalance ?? WHOLE_TOKEN,
            withMint: true,
            allowedSwapper: ZeroAddress,
          },
        ]);
  const events = sent.receipt.logs.map((log) => factory.interface.parseLog(log));
  const created = (event: string) => events.find((log) => log?.name === event)!.args;
  return {
    ...sent,
    dataNft: String(created("NFTCreated")["newTokenAddress"]),
    datatoken: String(created("TokenCreated")["newTokenAddress"]),
  };
}

async function fixedRate(client: Client, sale: AssetSale & { kind: "fixed" }, owner: string) {
  const baseToken = sale.baseToken ?? client.addresses.ocean.Token;
  const decimals = BigInt((await getToken(client, baseToken)).decimals);
  // Ocean writes the rate with 18 decimals, whatever the base token's are.
  const rate = sale.price * 10n ** (18n - decimals);
  return {
    fixedPriceAddress: oceanAddress(client, "FixedPrice"),
    addresses: [baseToken, owner, owner, ZeroAddress],
    // Decimals of both tokens, the rate, no fee for a market, and yes: mint what is sold.
    uints: [decimals, 18n, rate, 0n, 1n],
  };
}
