import { readFile } from "node:fs/promises";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { BrowserProvider } from "ethers";
import { connect, deploymentOn, parseAddresses, type Client } from "@posthuman/sdk";

/** What every one of these tasks takes. */
export interface LineageArguments {
  /** File with the address document; empty for the network's own deployment. */
  readonly addresses: string;
  /** Empty for OCEAN. */
  readonly token: string;
}

/**
 * Connects the SDK to the network that Hardhat was started with, and its first account.
 * @throws PosthumanError `NOT_DEPLOYED`, `ADDRESSES_INVALID`, `CHAIN_MISMATCH`, `CONTRACT_MISSING`.
 */
export async function openClient(
  hre: HardhatRuntimeEnvironment,
  { addresses, token }: LineageArguments,
): Promise<{ client: Client; token: string; close: () => Promise<void> }> {
  const connection = await hre.network.connect();
  const provider = new BrowserProvider(connection.provider, undefined, { cacheTimeout: -1 });
  const document =
    addresses === ""
      ? deploymentOn(Number((await provider.getNetwork()).chainId))
      : parseAddresses(JSON.parse(await readFile(addresses, "utf8")));
  const client = await connect({ provider, signer: await provider.getSigner(), addresses: document });
  return {
    client,
    token: token === "" ? document.ocean.Token : token,
    async close() {
      provider.destroy();
      await connection.close();
    },
  };
}
