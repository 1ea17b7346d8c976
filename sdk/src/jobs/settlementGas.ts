import type { Terms } from "../protocol/job.ts";

/** What the vault grants a token's transfer and an asset's order; see REFUND_GAS and ORDER_GAS there. */
const REFUND_GAS = 150_000n;
const ORDER_GAS = 500_000n;

/**
 * Gas to add to the estimate of a call that ends or leases a job. The vault tries transfers and orders and goes another
 * way when one fails, so a node's estimate may be what the failing way needs.
 */
export function settlementGas({ assets }: Terms): bigint {
  return 2n * REFUND_GAS + BigInt(assets.length) * ORDER_GAS;
}
