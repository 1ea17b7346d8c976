import type { ErrorCode, PosthumanError } from "@posthuman/sdk";

/** What to try after an error, if there is a command for it; a job that no worker takes can be taken back. */
export function adviceFor({ code, args }: PosthumanError): string | undefined {
  const { refusedJob } = args;
  return typeof refusedJob === "string" ? `job cancel ${refusedJob}` : advice[code]?.(args);
}

/** How an error is fixed, with commands in place of the SDK's functions that the catalogue names. */
export function fixFor({ fix }: PosthumanError): string {
  return fix.replace(/\b[a-z]+[A-Z]\w*/g, (name) => (commands[name] ? `posthuman ${commands[name]}` : name));
}

/** The command line that helps with an error, without `posthuman`. */
const advice: Partial<Record<ErrorCode, (args: PosthumanError["args"]) => string | undefined>> = {
  ACCOUNT_MISSING: () => "account create",
  COIN_MISSING: ({ account }) => `balance ${account}`,
  INPUT_UNSUITABLE: ({ parameter, file }) =>
    typeof file === "string" ? `infer <model> --file ${file}` : inputs[String(parameter)],
  JOB_NOT_SUBMITTED: ({ id }) => `job watch ${id}`,
  JOB_WRONG_STATE: ({ id }) => `job show ${id}`,
  MODEL_UNKNOWN: () => "model list",
  NOTHING_FOR_SALE: () => "offer list",
  NOTHING_TO_MOVE: () => "balance",
  NOT_ENOUGH_DATATOKENS: ({ token }) => `buy ${token}`,
  NOT_ENOUGH_FEE: ({ account }) => `balance ${account}`,
  NOT_ENOUGH_TO_BUY: ({ account }) => `balance ${account}`,
  OFFER_TOO_SMALL: () => "offer list",
  OFFER_UNKNOWN: () => "offer list",
  TOKEN_BALANCE_TOO_LOW: () => "balance",
  WORKER_UNREACHABLE: ({ job }) => (typeof job === "string" ? `session key ${job}` : undefined),
};

/** Options for what a task needs besides a prompt, by the parameter. */
const inputs: Readonly<Record<string, string>> = {
  context: "infer <model> <question> --context <text that holds the answer>",
  choices: "infer <model> <prompt> --choices <text> <text>",
};

/** The command that does what a function of the SDK does. */
const commands: Readonly<Record<string, string>> = {
  birthJob: "settle job",
  buyDatatokens: "buy",
  cancelJob: "job cancel",
  claimableOf: "balance",
  exitPool: "unstake",
  followJob: "job watch",
  getModel: "model show",
  getOffer: "offer list",
  inboxOf: "settle income",
  joinPool: "stake",
  listModels: "model list",
  listOffers: "offer list",
  listPools: "model price",
  settleJob: "settle job",
  signCustody: "model consent",
  weightsRootOf: "worker import-weights",
};
