import type { SignedContract } from "./Descriptor.ts";
import { amount, contract, raw, token, unit } from "./fields.ts";

const pool = contract("pool", "Pool");

/** What PoolDesk's functions mean to the one who signs. */
export const poolDesk: SignedContract = {
  functions: {
    create: {
      intent: "Open a pool where a model's datatokens trade",
      fields: [
        amount("datatokens", "You put in", "datatoken"),
        amount("baseTokens", "And", "baseToken"),
        token("datatoken", "Datatoken"),
        token("baseToken", "Against"),
        unit("swapFee", "Fee of each trade, of 1", ""),
      ],
    },
    join: {
      intent: "Stake: add to a pool for a share of it",
      fields: [
        pool,
        raw("baseTokens", "You put in, in the base token's smallest unit"),
        unit("maxDatatokens", "And at most", "datatokens"),
        unit("minShares", "For at least", "pool shares"),
      ],
    },
    exit: {
      intent: "Unstake: give back shares of a pool",
      fields: [
        pool,
        unit("shares", "Give back", "pool shares"),
        unit("minDatatokens", "For at least", "datatokens"),
        raw("minBaseTokens", "And at least, in the base token's smallest unit"),
      ],
    },
  },
  unsigned: {},
};
