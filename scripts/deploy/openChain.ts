import { PosthumanError } from "@posthuman/sdk";
import { FetchRequest, JsonRpcProvider, Network } from "ethers";
import type { PublicNetwork } from "../../deploy/publicNetworks.ts";
import { urlWithoutSecrets } from "../../sdk/src/client/urlWithoutSecrets.ts";
import { decodeError } from "../../sdk/src/errors/decodeError.ts";
import { configured } from "./configured.ts";

/** A public network that answers. */
export interface OpenChain extends Disposable {
  readonly rpc: JsonRpcProvider;
  readonly rpcUrl: string;
  /** The endpoint without its secrets, for people. */
  readonly shownUrl: string;
}

const TIMEOUT_MS = 20_000;

/**
 * Connects to a network by the RPC URL of its configuration variable, and makes sure that it is that network.
 *
 * @throws PosthumanError `NETWORK_URL_MISSING`, `NETWORK_URL_INVALID`, `RPC_UNREACHABLE`, `CHAIN_MISMATCH`.
 */
export async function openChain({ name, chainId, variable }: PublicNetwork): Promise<OpenChain> {
  const urlVariable = `${variable}_RPC_URL`;
  const rpcUrl = await configured(urlVariable);
  if (!rpcUrl) throw new PosthumanError("NETWORK_URL_MISSING", { network: name, variable: urlVariable });
  if (!/^https?:/.test(rpcUrl) || !URL.canParse(rpcUrl)) {
    throw new PosthumanError("NETWORK_URL_INVALID", { variable: urlVariable });
  }
  const shownUrl = urlWithoutSecrets(rpcUrl);
  const request = new FetchRequest(rpcUrl);
  request.timeout = TIMEOUT_MS;
  const options = { staticNetwork: true, cacheTimeout: -1, batchMaxCount: 1, pollingInterval: 500 };
  const rpc = new JsonRpcProvider(request, Network.from(chainId), options);
  try {
    const actual = BigInt((await rpc.send("eth_chainId", [])) as string);
    if (actual !== BigInt(chainId)) {
      throw new PosthumanError("CHAIN_MISMATCH", { url: shownUrl, actual, expected: chainId });
    }
  } catch (error) {
    rpc.destroy();
    throw decodeError(error, { url: shownUrl });
  }
  return { rpc, rpcUrl, shownUrl, [Symbol.dispose]: () => rpc.destroy() };
}
