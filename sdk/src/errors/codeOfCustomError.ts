import type { ErrorCode } from "./catalogue.ts";

/**
 * Which code of the catalogue each custom error of our contracts becomes. The error's parameters become the code's
 * arguments under their own names, so a message may only use those.
 */
export const codeOfCustomError: Readonly<Record<string, ErrorCode>> = {
  JobMarket_NotRequester: "NOT_REQUESTER",
  JobMarket_NotWorker: "NOT_WORKER",
  JobMarket_NotAuthorised: "WORKER_NOT_AUTHORISED",
  JobMarket_AlreadyLapsed: "LEASE_LAPSED_BEFORE",
  JobMarket_WrongState: "JOB_WRONG_STATE",
  JobMarket_Duplicate: "JOB_DUPLICATE",
  JobMarket_BadDeadline: "DEADLINE_INVALID",
  JobMarket_TooLate: "TOO_LATE",
  JobMarket_TooEarly: "TOO_EARLY",
  JobMarket_FeeTokenNotListed: "FEE_TOKEN_NOT_LISTED",
  JobMarket_UnknownAsset: "ASSET_UNKNOWN",
  JobMarket_TooManyAssets: "ASSETS_TOO_MANY",
  JobMarket_IncompleteTerms: "TERMS_INCOMPLETE",
  JobMarket_IncompleteResult: "RESULT_INCOMPLETE",
  JobMarket_OtherResult: "RESULT_DIFFERS",
  JobMarket_NoBirthDue: "NO_BIRTH_DUE",
  JobMarket_PenaltyAboveStake: "PENALTY_ABOVE_STAKE",

  LineageVault_NotMarket: "CALLER_NOT_CONTRACT",
  LineageVault_NotRegistry: "CALLER_NOT_CONTRACT",
  LineageVault_UnknownModel: "MODEL_UNKNOWN",
  LineageVault_ShortTransfer: "TOKEN_TAKES_FEE",
  LineageVault_NotEnoughGas: "GAS_TOO_LOW",
  LineageVault_NothingToMove: "NOTHING_TO_MOVE",
  Collector_NotVault: "CALLER_NOT_CONTRACT",

  ModelRegistry_NotMarket: "CALLER_NOT_CONTRACT",
  ModelRegistry_UnknownModel: "MODEL_UNKNOWN",
  ModelRegistry_MissingTerm: "FAMILY_TERM_MISSING",
  ModelRegistry_NoCustodianConsent: "CUSTODIAN_CONSENT_MISSING",
  ModelRegistry_GainTooSmall: "GAIN_TOO_SMALL",
  ModelRegistry_NoWeights: "WEIGHTS_ROOT_MISSING",
  ModelRegistry_NoName: "MODEL_NAME_MISSING",
  ERC721IncorrectOwner: "TITLE_NOT_YOURS",
  ERC721InsufficientApproval: "TITLE_NOT_YOURS",
  ERC721InvalidReceiver: "TITLE_RECEIVER_INVALID",
  ERC721NonexistentToken: "TITLE_UNKNOWN",

  Offers_NoAmount: "OFFER_AMOUNT_ZERO",
  Offers_PayTokenNotListed: "FEE_TOKEN_NOT_LISTED",
  Offers_NotEnoughLeft: "OFFER_TOO_SMALL",
  Offers_TooDear: "OFFER_TOO_DEAR",
  Offers_NotSeller: "NOT_SELLER",
  Offers_ShortTransfer: "TOKEN_TAKES_FEE",

  PoolDesk_UnknownDatatoken: "DATATOKEN_UNKNOWN",
  PoolDesk_BaseTokenNotListed: "FEE_TOKEN_NOT_LISTED",
  PoolDesk_UnknownPool: "POOL_UNKNOWN",
  PoolDesk_TooDear: "JOIN_TOO_DEAR",
  PoolDesk_TooFewShares: "JOIN_TOO_FEW_SHARES",
  PoolDesk_TooLittle: "EXIT_TOO_LITTLE",
  PoolDesk_NothingToMove: "POOL_NOTHING_TO_MOVE",
  PoolDesk_NotThroughDesk: "POOL_PAST_DESK",

  Checkout_NotRequester: "NOT_REQUESTER",
  Checkout_OtherOffer: "OFFER_DIFFERS",
  Checkout_UnknownPool: "POOL_UNKNOWN",
  Checkout_TooDear: "OFFER_TOO_DEAR",

  WorkerRegistry_StakeTooSmall: "WORKER_STAKE_TOO_SMALL",
  WorkerRegistry_StillUnbonding: "STILL_UNBONDING",
  WorkerRegistry_NothingToMove: "STAKE_NOTHING_TO_MOVE",
  WorkerRegistry_NoWorker: "STAKE_FOR_NOBODY",

  SafeERC20FailedOperation: "TOKEN_REFUSED",
};
