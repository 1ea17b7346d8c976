import { id } from "ethers";
import type { Move } from "./Rehearsal.ts";
import type { SimulatedLog } from "./simulate.ts";

const TRANSFER = id("Transfer(address,address,uint256)");

/** An account's net gains and losses of ERC-20 tokens, by the tokens' own events; what comes out even is left out. */
export function movesOf(account: string, logs: readonly SimulatedLog[]): Move[] {
  const sums = new Map<string, bigint>();
  for (const { address: token, topics, data } of logs) {
    // An NFT's transfer has the same signature, but its id is a topic.
    const [event, from, to] = topics;
    if (event !== TRANSFER || topics.length !== 3 || data.length !== 66) continue;
    const gained = isAccount(to, account) ? BigInt(data) : 0n;
    const lost = isAccount(from, account) ? BigInt(data) : 0n;
    sums.set(token, (sums.get(token) ?? 0n) + gained - lost);
  }
  return [...sums].map(([token, amount]) => ({ token, amount })).filter(({ amount }) => amount !== 0n);
}

function isAccount(topic: string | undefined, account: string): boolean {
  return topic?.slice(26).toLowerCase() === account.slice(2).toLowerCase();
}
