import type { JsonRpcProvider } from "ethers";
import { connect, PosthumanError, type Client } from "@posthuman/sdk";
import { readKey } from "@posthuman/worker";
import { addressIn } from "./addressIn.ts";
import type { WalletOptions } from "./addWalletOptions.ts";
import { askPassword } from "./askPassword.ts";
import { chainOf } from "./chainOf.ts";

/**
 * Connects as the options say, for reading. The account, if there is one, is known, but no password is asked for.
 * @throws PosthumanError whatever is wrong with addresses, key or chain.
 */
export async function openClient(options: WalletOptions): Promise<Client> {
  const { account, keystore, keyFile } = options;
  if (account !== undefined || keyFile !== undefined) return openSigner(options);
  const { rpcUrl, addresses } = await chainOf(options);
  const client = await connect({ rpcUrl, addresses });
  const address = keystore === undefined ? undefined : await addressIn(keystore);
  return address === undefined ? client : { ...client, account: address };
}

/**
 * Connects as the options say, with an account that signs.
 * @throws PosthumanError `ACCOUNT_MISSING`, and whatever is wrong with addresses, key or chain.
 */
export async function openSigner(options: WalletOptions): Promise<Client> {
  const { account, keystore, keyFile, passwordFile } = options;
  if (account === undefined && keystore === undefined && keyFile === undefined) {
    throw new PosthumanError("ACCOUNT_MISSING");
  }
  const { rpcUrl, addresses } = await chainOf(options);
  if (account !== undefined) return withUnlocked(await connect({ rpcUrl, addresses }), account);
  const { privateKey } = await readKey(
    keyFile === undefined ? { keystore, passwordFile } : { file: keyFile },
    () => process.env["POSTHUMAN_KEYSTORE_PASSWORD"] ?? askPassword(`Password of ${keystore}: `),
  );
  return connect({ rpcUrl, addresses, privateKey });
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
