import type { Field, SignedContract } from "./Descriptor.ts";
import { account, amount, token, unit } from "./fields.ts";

const desk = "It reverts unless the desk calls it, or the one that created the pool.";
const anyone = "Nobody gains or loses by it, and no program of ours calls it.";
const share = "Wallets know it from any token.";

/** A trade's fields: which bound is exact, and which is the worst that the signer takes. */
const trade = (paid: string, got: string): readonly Field[] => [
  amount("amountsInOutMaxFee.[0]", paid, "tokenInOutMarket.[0]"),
  token("tokenInOutMarket.[0]", "Paid in"),
  amount("amountsInOutMaxFee.[1]", got, "tokenInOutMarket.[1]"),
  token("tokenInOutMarket.[1]", "Bought"),
  unit("amountsInOutMaxFee.[3]", "Fee on top, of 1", ""),
  account("tokenInOutMarket.[2]", "Fee on top goes to"),
];

/** Highest price after the trade: the amounts bound it already. */
const excluded = ["amountsInOutMaxFee.[2]"];

/** What the functions of a pool, Ocean's BPool, mean to the one who trades on it. */
export const pool: SignedContract = {
  functions: {
    swapExactAmountIn: {
      intent: "Trade on a pool: pay exactly, get at least",
      fields: trade("You pay", "You get at least"),
      excluded,
    },
    swapExactAmountOut: {
      intent: "Trade on a pool: get exactly, pay at most",
      fields: trade("You pay at most", "You get"),
      excluded,
    },
  },
  unsigned: {
    ...{ approve: share, transfer: share, transferFrom: share },
    ...{ increaseApproval: share, decreaseApproval: share },
    ...{ initialize: desk, setup: desk, setSwapFee: desk, updatePublishMarketFee: desk },
    ...{ joinswapExternAmountIn: desk, exitswapPoolAmountIn: desk },
    ...{ gulp: anyone, collectOPC: anyone, collectMarketFee: anyone },
  },
};
