import { JsonRpcProvider, type Signer } from "ethers";
import { connect, PosthumanError, type Client } from "@posthuman/sdk";
import { readAddresses, readKey } from "@posthuman/worker";
import type { WalletOptions } from "./addWalletOptions.ts";
import { askPassword } from "./askPassword.ts";

/**
 * Connects as the options say. Without an account the client only reads.
 * @throws PosthumanError whatever is wrong with addresses, key or chain.
 */
export async function openClient(options: WalletOptions): Promise<Client> {
  const addresses = await readAddresses(options.addresses);
  const signer = await openSigner(options);
  return connect({ rpcUrl: options.rpc, addresses, ...signer });
}

async function openSigner(
  options: WalletOptions,
): Promise<{ privateKey: string } | { signer: Signer } | object> {
  const { rpc, account, keystore, keyFile, passwordFile } = options;
  if (account !== undefined) {
    const provider = new JsonRpcProvider(rpc, undefined, { cacheTimeout: -1, pollingInterval: 500 });
    return { signer: await provider.getSigner(account).catch((cause: unknown) => noAccount(account, cause)) };
  }
  if (keystore === undefined && keyFile === undefined) return {};
  const wallet = await readKey(
    { keystore, passwordFile, file: keyFile },
    () => process.env["POSTHUMAN_KEYSTORE_PASSWORD"] ?? askPassword(`Password of ${keystore}: `),
  );
  return { privateKey: wallet.privateKey };
}

function noAccount(account: string, cause: unknown): never {
  throw new PosthumanError("ACCOUNT_LOCKED", { account }, { cause });
}
