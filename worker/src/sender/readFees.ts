import type { Rpc } from "../chain/rpc.ts";

/** EIP-1559 fees, wei for each unit of gas. */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** A tip for nodes that suggest none: 1 gwei. */
const DEFAULT_TIP = 1_000_000_000n;

/** What the next blocks cost: twice the base fee, which six full blocks in a row cannot outgrow, and a tip. */
export async function readFees(rpc: Rpc): Promise<Fees> {
  const block = await rpc.call<{ baseFeePerGas?: string }>("eth_getBlockByNumber", ["latest", false]);
  const tip = await rpc.call<string>("eth_maxPriorityFeePerGas", []).then(BigInt, () => DEFAULT_TIP);
  return { maxFeePerGas: 2n * BigInt(block.baseFeePerGas ?? 0) + tip, maxPriorityFeePerGas: tip };
}

/** Fees that replace a hanging transaction: 15 % more, which is above every node's threshold, or today's if higher. */
export function bumpFees(old: Fees, today: Fees): Fees {
  const raise = (before: bigint, now: bigint) => {
    const more = (before * 115n) / 100n + 1n;
    return now > more ? now : more;
  };
  return {
    maxFeePerGas: raise(old.maxFeePerGas, today.maxFeePerGas),
    maxPriorityFeePerGas: raise(old.maxPriorityFeePerGas, today.maxPriorityFeePerGas),
  };
}
