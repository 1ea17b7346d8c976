import type { ErrorDescriptor } from "../ErrorDescriptor.ts";

/** What keeps a wallet's command from being carried out, before anything was sent. */
export const walletErrors = {
  ACCOUNT_MISSING: {
    message: "No account is given.",
    why: "The command signs or looks at an account, and does not know which.",
    fix: "Give --keystore <file> (posthuman account create makes one), or --account for one that a local node holds.",
    retryable: false,
    status: 401,
  },
  CONFIRMATION_MISSING: {
    message: "Nothing was sent, since nobody can be asked.",
    why: "The command spends something, and there is no terminal to confirm it at, or the output is JSON.",
    fix: "Add --yes to send without being asked, or --dry-run to see only what it would do.",
    retryable: false,
    status: 409,
  },
  SENDING_DECLINED: {
    message: "Nothing was sent, as you decided.",
    why: "The answer to the question was not yes.",
    fix: "Run the command again if you change your mind.",
    retryable: false,
    status: 409,
  },
  FILE_EXISTS: {
    message: "There is a file {file} already.",
    why: "A keystore is never overwritten: the account in it would be lost.",
    fix: "Choose another name with --keystore, or move the old file away.",
    retryable: false,
    status: 409,
  },
  FILE_UNWRITABLE: {
    message: "The file {file} cannot be written: {reason}.",
    why: "The folder may not be written to, or the disk is full.",
    fix: "Choose another place.",
    retryable: false,
    status: 500,
  },
  PASSWORDS_DIFFER: {
    message: "The two passwords differ.",
    why: "A new password is asked for twice, so that a typing error does not lock you out.",
    fix: "Run the command again and type the same password twice.",
    retryable: false,
    status: 422,
  },
  NUMBER_INVALID: {
    message: "{text} is no {what}.",
    why: "The option or argument takes a number in digits.",
    fix: "Write {example}.",
    retryable: false,
    status: 422,
  },
  MODEL_NAME_AMBIGUOUS: {
    message: "Several models are named {name}: {models}.",
    why: "Names are free: anyone can give a model a name that another one has.",
    fix: "Give the datatoken's address instead of the name.",
    retryable: false,
    status: 409,
  },
  WORKER_MISSING: {
    message: "No worker for {model} can be reached.",
    why: "The model's custodian {custodian} has authorised no worker that announced its API on chain and answers now.",
    fix: "Try again later, or give a worker's API with --endpoint.",
    retryable: true,
    status: 503,
  },
  JOB_GIVEN_UP: {
    message: "The worker gave the job up: {reason}.",
    why: "It wrote a reason on chain that this version has no words for.",
    fix: "Everything was refunded; ask another worker, or update.",
    retryable: false,
    status: 502,
  },
  NOTHING_FOR_SALE: {
    message: "There are not {amount} of {token} for sale.",
    why: "The open offers hold {left}; others may have bought before.",
    fix: "Buy less, or ask a holder to sell (posthuman sell).",
    retryable: false,
    status: 409,
  },
  COIN_MISSING: {
    message: "The transactions cost up to {fee} {coin}, and {account} holds {have}.",
    why: "Every transaction costs some of the chain's own coin.",
    fix: "Send the account some {coin} (on a test network: from a faucet), then run the command again.",
    retryable: false,
    status: 402,
  },
} as const satisfies Record<string, ErrorDescriptor>;
