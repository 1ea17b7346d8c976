import {
  account,
  amount,
  choice,
  contract,
  multicall,
  raw,
  token,
  unit,
  type Field,
  type SignedContract,
} from "./fields.ts";
import { fullTerms, permit } from "./jobMarket.ts";

/** What Offers's functions mean to the one who signs. */
export const offers: SignedContract = {
  functions: {
    list: {
      intent: "Offer tokens for sale at a fixed price",
      fields: [
        amount("amount", "For sale", "token"),
        token("token", "Token"),
        amount("price", "Price of each", "payToken"),
        token("payToken", "Paid in"),
      ],
    },
    buy: {
      intent: "Buy tokens from an offer",
      fields: [
        raw("id", "Offer"),
        unit("amount", "Buy", "datatokens"),
        raw("maxCost", "Pay at most, in the pay token's smallest unit"),
      ],
    },
    withdraw: { intent: "Take back what is left of your offer", fields: [raw("id", "Offer")] },
  },
  unsigned: {},
};

const deskPool = contract("pool", "Pool");

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
        deskPool,
        raw("baseTokens", "You put in, in the base token's smallest unit"),
        unit("maxDatatokens", "And at most", "datatokens"),
        unit("minShares", "For at least", "pool shares"),
      ],
    },
    exit: {
      intent: "Unstake: give back shares of a pool",
      fields: [
        deskPool,
        unit("shares", "Give back", "pool shares"),
        unit("minDatatokens", "For at least", "datatokens"),
        raw("minBaseTokens", "And at least, in the base token's smallest unit"),
      ],
    },
  },
  unsigned: {},
};

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
    approve: share,
    transfer: share,
    transferFrom: share,
    increaseApproval: share,
    decreaseApproval: share,
    initialize: desk,
    setup: desk,
    setSwapFee: desk,
    updatePublishMarketFee: desk,
    joinswapExternAmountIn: desk,
    exitswapPoolAmountIn: desk,
    gulp: anyone,
    collectOPC: anyone,
    collectMarketFee: anyone,
  },
};

/** What Checkout's functions mean to the one who signs. */
export const checkout: SignedContract = {
  functions: {
    buyAndRequest: {
      intent: "Buy datatokens, then request and pay a job",
      fields: [
        choice("purchases.[].source", "Buy from", "source"),
        raw("purchases.[].id", "Offer or pool"),
        amount("purchases.[].amount", "Buy", "purchases.[].token"),
        token("purchases.[].token", "Token"),
        amount("purchases.[].maxCost", "Pay at most", "purchases.[].payToken"),
        token("purchases.[].payToken", "Paid in"),
        ...fullTerms,
      ],
      excluded: ["terms.salt"],
    },
    permit,
    multicall,
  },
  unsigned: {},
};
