import type { Client } from "./Client.ts";
import { read } from "./read.ts";

/** Unix time of the chain's newest block, by which contracts measure deadlines. */
export async function chainTime(client: Client): Promise<bigint> {
  const block = await read(client, () => client.provider.getBlock("latest"));
  return BigInt(block!.timestamp);
}
