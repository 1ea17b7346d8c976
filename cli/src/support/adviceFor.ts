import type { ErrorCode, PosthumanError } from "@posthuman/sdk";

/** The command line that helps with an error, without `posthuman`; the catalogue's fixes speak of the SDK. */
const advice: Partial<Record<ErrorCode, (args: PosthumanError["args"]) => string | undefined>> = {
  ACCOUNT_MISSING: () => "account create",
  COIN_MISSING: ({ account }) => `balance ${account}`,
  JOB_NOT_SUBMITTED: ({ id }) => `job watch ${id}`,
  JOB_WRONG_STATE: ({ id }) => `job show ${id}`,
  MODEL_UNKNOWN: () => "model list",
  NOTHING_FOR_SALE: () => "offer list",
  NOTHING_TO_MOVE: () => "balance",
  NOT_ENOUGH_DATATOKENS: ({ token }) => `buy ${token}`,
  NOT_ENOUGH_FEE: ({ account }) => `balance ${account}`,
  OFFER_TOO_SMALL: () => "offer list",
  OFFER_UNKNOWN: () => "offer list",
  TOKEN_BALANCE_TOO_LOW: () => "balance",
  WORKER_UNREACHABLE: ({ job }) => (typeof job === "string" ? `session key ${job}` : undefined),
};

/** What to try after an error, if there is a command for it; a job that no worker takes can be taken back. */
export function adviceFor({ code, args }: PosthumanError): string | undefined {
  const { refusedJob } = args;
  return typeof refusedJob === "string" ? `job cancel ${refusedJob}` : advice[code]?.(args);
}
