import type { Mutant } from "./Mutant.ts";

/** A mutant's name, which stays the same when lines are added above it: `Offers.buy: cost > 0 → true`. */
export const nameOf = ({ contract, where, change }: Mutant): string => `${contract}.${where}: ${change}`;
