import type { JsonRpcProvider } from "ethers";
import { connect, PosthumanError, type Client } from "@posthuman/sdk";
import { readAddresses, readKey } from "@posthuman/worker";
import type { WalletOptions } from "./addWalletOptions.ts";
import { askPassword } from "./askPassword.ts";

/**
 * Connects as the options say. Without an account the client only reads.
 * @throws PosthumanError whatever is wrong with addresses, key or chain.
 */
export async function openClient(options: WalletOptions): Promise<Client> {
  const { rpc: rpcUrl, account, keystore, keyFile, passwordFile } = options;
  const addresses = await readAddresses(options.addresses);
  if (account !== undefined) return withUnlocked(await connect({ rpcUrl, addresses }), account);
  if (keystore === undefined && keyFile === undefined) return connect({ rpcUrl, addresses });
  const wallet = await readKey(
    { keystore, passwordFile, file: keyFile },
    () => process.env["POSTHUMAN_KEYSTORE_PASSWORD"] ?? askPassword(`Password of ${keystore}: `),
  );
  return connect({ rpcUrl, addresses, privateKey: wallet.privateKey });
}

/** The same connection, with an account that the node signs for. */
async function withUnlocked(reader: Client, account: string): Promise<Client> {
  const provider = reader.provider as JsonRpcProvider;
  const signer = await provider.getSigner(account).catch((cause: unknown) => {
    reader.close();
    throw new PosthumanError("ACCOUNT_LOCKED", { account }, { cause });
  });
  const client = await connect({ provider, signer, addresses: reader.addresses });
  return { ...client, close: () => reader.close() };
}
