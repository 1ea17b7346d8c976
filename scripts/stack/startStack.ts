import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect, transferDatatoken, type Addresses, type Client } from "@posthuman/sdk";
import { startChain, type Chain } from "@posthuman/sdk/testing/startChain";
import { hexlify, randomBytes, Wallet } from "ethers";
import { deployLocal, type MarketParameters } from "../../deploy/deployPosthuman.ts";
import { buildContracts } from "../contracts/buildContracts.ts";

/** A chain with Ocean's contracts and ours, in a process of its own. */
export interface Stack {
  readonly rpcUrl: string;
  readonly addresses: Addresses;
  /** File with the addresses, for processes. */
  readonly addressesFile: string;
  /** The folder of everything that the stack leaves. */
  readonly folder: string;
  /** Makes a new account with coins for gas and some OCEAN. */
  newAccount(ocean: bigint): Promise<Account>;
  /** The account that deployed, and that holds all OCEAN. */
  readonly treasury: Client;
  stop(): Promise<void>;
}

/** A person's or a worker's account. */
export interface Account {
  readonly address: string;
  readonly wallet: Wallet;
  readonly client: Client;
}

/**
 * Starts a chain that mines a block each second and one for each transaction, and deploys everything to it.
 *
 * @param parameters What the market is told; by default its deadlines are short enough to watch.
 */
export async function startStack(folder: string, parameters: MarketParameters = {}): Promise<Stack> {
  await mkdir(folder, { recursive: true });
  buildContracts();
  const chain: Chain = await startChain(["--block-time", "1", "--mixed-mining"]);
  const rpcUrl = chain.url;
  const addresses: Addresses = await deployLocal({ rpcUrl, parameters });
  const addressesFile = join(folder, "addresses.json");
  await writeFile(addressesFile, JSON.stringify(addresses, null, 2));
  const treasury = await connect({ rpcUrl, addresses, signer: await chain.provider.getSigner(0) });
  const accounts: Account[] = [];
  return {
    rpcUrl,
    addresses,
    addressesFile,
    folder,
    treasury,
    async newAccount(ocean) {
      const wallet = new Wallet(hexlify(randomBytes(32)));
      await chain.fund(wallet.address);
      const client = await connect({ rpcUrl, addresses, privateKey: wallet.privateKey, pollingMs: 200 });
      if (ocean > 0n) {
        await transferDatatoken(treasury, {
          token: addresses.ocean.Token,
          to: wallet.address,
          amount: ocean,
        });
      }
      const account = { address: wallet.address, wallet, client };
      accounts.push(account);
      return account;
    },
    async stop() {
      for (const { client } of accounts) client.close();
      await chain[Symbol.asyncDispose]();
    },
  };
}
