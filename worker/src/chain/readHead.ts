import type { Rpc } from "./Rpc.ts";

/** Height of the chain's newest block. */
export async function readHead(rpc: Rpc): Promise<number> {
  return Number(await rpc.call<string>("eth_blockNumber", []));
}
