import { existsSync } from "node:fs";
import { deploymentOn, PosthumanError, type Addresses } from "@posthuman/sdk";
import { readAddresses } from "@posthuman/worker";
import { ADDRESSES, type WalletOptions } from "./addWalletOptions.ts";

/**
 * Where the contracts lie: as the file says that is named or lies in this folder, else as this version knows of the
 * public network behind the RPC endpoint.
 * @throws PosthumanError `ADDRESSES_UNREADABLE`, `ADDRESSES_INVALID`, `RPC_UNREACHABLE`, `NETWORK_UNKNOWN`,
 * `NOT_DEPLOYED`.
 */
export async function findAddresses({ rpc, addresses }: WalletOptions): Promise<Addresses> {
  if (addresses !== ADDRESSES || existsSync(addresses)) return readAddresses(addresses);
  return deploymentOn(await chainIdAt(rpc));
}

async function chainIdAt(url: string): Promise<number> {
  const ask = { jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] };
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(ask),
      signal: AbortSignal.timeout(20_000),
    });
    return Number(((await response.json()) as { result: string }).result);
  } catch (cause) {
    throw new PosthumanError("RPC_UNREACHABLE", { url: withoutSecrets(url) }, { cause });
  }
}

/** Keys of RPC providers stand in the path or the query. */
function withoutSecrets(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "the RPC URL";
}
