import type { ErrorDescriptor } from "../ErrorDescriptor.ts";

/** What the desk, its pools, the checkout, and Ocean where it sells something, refuse. */
export const poolErrors = {
  DATATOKEN_UNKNOWN: {
    message: "The token {token} is no datatoken of Ocean's factory.",
    why: "Pools are opened for datatokens only, whose code is known.",
    fix: "Check the address; a model's is shown by getModel.",
    retryable: false,
    status: 404,
  },
  POOL_UNKNOWN: {
    message: "The market's desk opened no pool at {pool}.",
    why: "The address is wrong, or the pool is another controller's, which nobody vouches for.",
    fix: "Choose a pool of listPools.",
    retryable: false,
    status: 404,
  },
  POOL_TERMS_INVALID: {
    message: "The pool cannot be opened like that: {reason}.",
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
    message: "The pool's price is beyond the bound agreed to: {reason}.",
    why: "Others traded since the quote, or the amount moves the price further than the slippage allows.",
    fix: "Quote again; then trade less, or allow more slippage.",
    retryable: true,
    status: 409,
  },
  JOIN_TOO_DEAR: {
    message: "Joining would take {datatokens} wei of datatokens, more than the {maxDatatokens} agreed to.",
    why: "Others traded since the quote, so that the pool's ratio is another one.",
    fix: "Quote again, or allow more slippage.",
    retryable: true,
    status: 409,
  },
  JOIN_TOO_FEW_SHARES: {
    message: "Joining would give {shares} wei of shares, fewer than the {minShares} agreed to.",
    why: "Others traded since the quote, so that the same tokens are a smaller part of the pool.",
    fix: "Quote again, or allow more slippage.",
    retryable: true,
    status: 409,
  },
  EXIT_TOO_LITTLE: {
    message:
      "Leaving would give {datatokens} wei of datatokens and {baseTokens} of base tokens, too little of one.",
    why: "Others traded since the quote, so that the shares stand for other amounts.",
    fix: "Quote again, or allow more slippage.",
    retryable: true,
    status: 409,
  },
  POOL_NOTHING_TO_MOVE: {
    message: "These shares cannot leave the pool {pool}.",
    why: "They are fewer than two wei, or the last ten-thousandth of a share, which stays for ever.",
    fix: "Give more shares; nothing of worth is left behind.",
    retryable: false,
    status: 409,
  },
  POOL_PAST_DESK: {
    message: "A pool is joined and left through the desk only, not as {caller} tried.",
    why: "Past the desk one side alone would move, at the expense of everybody else in the pool.",
    fix: "Use joinPool and exitPool.",
    retryable: false,
    status: 403,
  },
  OFFER_DIFFERS: {
    message: "Offer {id} does not sell this token for this one.",
    why: "The offer's id belongs to another pair, or to none.",
    fix: "Take token and payToken from getOffer.",
    retryable: false,
    status: 422,
  },
  OCEAN_WITHOUT: {
    message: "Ocean has no {name} on chain {chainId}.",
    why: "The deployment's address document does not name it, so Ocean does not offer it there.",
    fix: "Sell by an offer or in a pool of the desk instead, or publish on another chain.",
    retryable: false,
    status: 501,
  },
  NOBODY_BUYS: {
    message: "No pool takes {amount} of the token {token}.",
    why: "The desk has no pool of it, in the token that is paid with, that is large enough.",
    fix: "Sell less, or name a price and list them as an offer.",
    retryable: true,
    status: 404,
  },
} as const satisfies Record<string, ErrorDescriptor>;
