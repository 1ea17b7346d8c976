import { isError } from "ethers";

/** Blocks asked for at once; endpoints that allow less are asked for less. */
const STRIDE = 50_000;

/**
 * Reads logs of many blocks in as many calls as the endpoint needs.
 *
 * @param fromBlock First block.
 * @param toBlock Last block, included.
 * @param fetch Reads a range of blocks.
 */
export async function inPieces<T>(
  fromBlock: number,
  toBlock: number,
  fetch: (from: number, to: number) => Promise<T[]>,
): Promise<T[]> {
  const items: T[] = [];
  let stride = STRIDE;
  for (let from = fromBlock; from <= toBlock;) {
    const to = Math.min(from + stride - 1, toBlock);
    try {
      items.push(...(await fetch(from, to)));
      from = to + 1;
    } catch (error) {
      // Endpoints limit the range or the number of logs in their own words; a smaller range helps against both.
      if (to === from || !isError(error, "UNKNOWN_ERROR")) throw error;
      stride = Math.ceil((to - from + 1) / 2);
    }
  }
  return items;
}
