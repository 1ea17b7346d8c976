import type { ErrorDescriptor } from "./ErrorDescriptor.ts";

/** What the desk, its pools and the checkout refuse. */
export const poolErrors = {
  DATATOKEN_UNKNOWN: {
    message: "The token {token} is not a datatoken of Ocean's factory.",
    why: "Pools are opened only for datatokens, whose code is known.",
    fix: "Check the address; getModel shows a model's.",
    retryable: false,
    status: 404,
  },
  POOL_UNKNOWN: {
    message: "The market's desk did not open a pool at {pool}.",
    why: "The address is wrong, or the pool belongs to another controller, which nobody vouches for.",
    fix: "Choose a pool from listPools.",
    retryable: false,
    status: 404,
  },
  POOL_TERMS_INVALID: {
    message: "The pool cannot be opened like this: {reason}.",
    why: "Each reserve must be at least 1000000 wei, and the swap fee between 0.01 % and 10 %.",
    fix: "Choose larger reserves, or another swap fee.",
    retryable: false,
    status: 422,
  },
  POOL_TOO_SMALL: {
    message: "The amount is too large for the pool: {reason}.",
    why: "A swap or a join moves at most half of a pool's reserve at once.",
    fix: "Split the amount, or use another pool or an offer.",
    retryable: false,
    status: 409,
  },
  POOL_AMOUNT_TOO_SMALL: {
    message: "The amount is too small for the pool: {reason}.",
    why: "It would round to nothing.",
    fix: "Give a larger amount.",
    retryable: false,
    status: 422,
  },
  PRICE_MOVED: {
    message: "The pool's price is beyond the agreed limit: {reason}.",
    why: "Others have traded since the quote, or the amount moves the price further than the slippage allows.",
    fix: "Quote again; then trade less, or allow more slippage.",
    retryable: true,
    status: 409,
  },
  JOIN_TOO_DEAR: {
    message: "Joining would take {datatokens} wei of datatokens, more than the agreed {maxDatatokens}.",
    why: "Others have traded since the quote, so the pool's ratio has changed.",
    fix: "Quote again, or allow more slippage.",
    retryable: true,
    status: 409,
  },
  JOIN_TOO_FEW_SHARES: {
    message: "Joining would give {shares} wei of shares, fewer than the agreed {minShares}.",
    why: "Others have traded since the quote, so the same tokens are now a smaller part of the pool.",
    fix: "Quote again, or allow more slippage.",
    retryable: true,
    status: 409,
  },
  EXIT_TOO_LITTLE: {
    message:
      "Leaving would give {datatokens} wei of datatokens and {baseTokens} of base tokens, less than agreed of one.",
    why: "Others have traded since the quote, so the shares are worth other amounts.",
    fix: "Quote again, or allow more slippage.",
    retryable: true,
    status: 409,
  },
  POOL_NOTHING_TO_MOVE: {
    message: "These shares cannot leave the pool {pool}.",
    why: "They are fewer than two wei, or part of the last ten-thousandth of a share, which stays forever.",
    fix: "Give more shares; nothing of value is left behind.",
    retryable: false,
    status: 409,
  },
  POOL_PAST_DESK: {
    message: "Pools can be joined and left only through the desk, not as {caller} tried.",
    why: "Without the desk only one side would move, at the expense of everybody else in the pool.",
    fix: "Use joinPool and exitPool.",
    retryable: false,
    status: 403,
  },
  OFFER_DIFFERS: {
    message: "Offer {id} does not sell this token for this one.",
    why: "The offer with this id sells another pair, or does not exist.",
    fix: "Take token and payToken from getOffer.",
    retryable: false,
    status: 422,
  },
} as const satisfies Record<string, ErrorDescriptor>;
