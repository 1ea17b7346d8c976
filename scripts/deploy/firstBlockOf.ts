import type { JsonRpcProvider } from "ethers";

/**
 * The block in which a contract came into being. The search goes back from the newest block in ever longer steps, so
 * that a node which keeps only recent states can answer for a recent contract.
 *
 * @param least No earlier block is looked at, and it is the answer where the node has forgotten too much.
 */
export async function firstBlockOf(rpc: JsonRpcProvider, address: string, least: number): Promise<number> {
  const exists = async (block: number) => (await rpc.getCode(address, block)) !== "0x";
  try {
    let present = await rpc.getBlockNumber();
    let absent = present - 1;
    for (let step = 1; absent > least && (await exists(absent)); step *= 2) {
      present = absent;
      absent = Math.max(least, present - 2 * step);
    }
    while (present - absent > 1) {
      const middle = Math.floor((present + absent) / 2);
      if (await exists(middle)) present = middle;
      else absent = middle;
    }
    return present;
  } catch {
    return least;
  }
}
