import { connect, type Client } from "@posthuman/sdk";
import { readAddresses, readKey } from "@posthuman/sdk/node";

/**
 * Connects as the environment says: `POSTHUMAN_RPC_URL`, the deployment's `POSTHUMAN_ADDRESSES` (default
 * `addresses.json`), and an account as `POSTHUMAN_KEYSTORE` with `POSTHUMAN_KEYSTORE_PASSWORD`, or as a bare key in
 * `POSTHUMAN_KEY_FILE`.
 */
export async function openClient(): Promise<Client> {
  const { env } = process;
  const source = { keystore: env.POSTHUMAN_KEYSTORE, file: env.POSTHUMAN_KEY_FILE };
  const { privateKey } = await readKey(source, () => env.POSTHUMAN_KEYSTORE_PASSWORD);
  const rpcUrl = env.POSTHUMAN_RPC_URL ?? "http://127.0.0.1:8545";
  const addresses = await readAddresses(env.POSTHUMAN_ADDRESSES ?? "addresses.json");
  return connect({ rpcUrl, privateKey, addresses });
}
