import { parseEther, Wallet } from "ethers";
import type { MarketParameters } from "../../../deploy/deployPosthuman.ts";
import type { Addresses } from "../base/Addresses.ts";
import type { Client } from "../client/Client.ts";
import { connect } from "../client/connect.ts";
import { transferDatatoken } from "../datatokens/transferDatatoken.ts";
import { deployOnce } from "./deployOnce.ts";
import { startChain, type Chain } from "./startChain.ts";

/** A chain with Ocean's contracts and ours. */
export interface Market extends AsyncDisposable {
  readonly chain: Chain;
  readonly addresses: Addresses;
  /** OCEAN. */
  readonly ocean: string;
  /** Connects a new account that has coin, and 1000 OCEAN unless told otherwise. */
  join(ocean?: bigint): Promise<Client>;
}

/** Starts a chain and deploys everything to it; deadlines are short unless `parameters` say otherwise. */
export async function startMarket(parameters: MarketParameters = {}, chainId = 31_337): Promise<Market> {
  const chain = await startChain([], chainId);
  const addresses = await deployOnce(chain, parameters, chainId);
  const signer = await chain.provider.getSigner(0);
  const owner = await connect({ provider: chain.provider, signer, addresses });
  const token = addresses.ocean.Token;
  return {
    chain,
    addresses,
    ocean: token,
    async join(amount = parseEther("1000")) {
      const { address, privateKey } = Wallet.createRandom();
      await chain.fund(address);
      if (amount > 0n) await transferDatatoken(owner, { token, to: address, amount });
      return connect({ provider: chain.provider, privateKey, addresses });
    },
    [Symbol.asyncDispose]: () => chain[Symbol.asyncDispose](),
  };
}
