import {
  account,
  amount,
  choice,
  date,
  multicall,
  raw,
  token,
  unit,
  type Field,
  type SignedContract,
} from "./fields.ts";

/** The whole of a job's terms, for those who pay for them. */
export const fullTerms: readonly Field[] = [
  choice("terms.kind", "Job", "kind"),
  token("terms.model", "Model, 1 datatoken of it"),
  amount("terms.maxFee", "Fee for the worker, at most", "terms.feeToken"),
  token("terms.feeToken", "Fee paid in"),
  token("terms.assets.[]", "Other assets, 1 datatoken of each"),
  raw("terms.orderedAtLease", "Assets not refunded once a worker begins"),
  account("terms.requester", "Results and refunds to"),
  account("terms.worker", "Only this worker (zero: any)"),
  date("terms.deadline", "To be done by"),
  raw("terms.childName", "Name of the new model"),
  raw("terms.manifestHash", "What to run (hash)"),
  raw("terms.manifestURI", "What to run (address)"),
];

/** What tells one job from another, for calls on a job that exists. */
const knownTerms: readonly Field[] = [
  choice("terms.kind", "Job", "kind"),
  token("terms.model", "Model"),
  account("terms.requester", "Requested by"),
  amount("terms.maxFee", "Fee for the worker, at most", "terms.feeToken"),
];

/** The rest of the terms, which a hash of the job already fixes. */
const restOfTerms = [
  ...["terms.worker", "terms.deadline", "terms.feeToken", "terms.assets.[]", "terms.orderedAtLease"],
  ...["terms.manifestHash", "terms.manifestURI", "terms.childName", "terms.salt"],
];

/** A job's result but the fee, whose token only the terms name. */
const outcome: readonly Field[] = [
  account("result.worker", "Done by"),
  raw("result.resultRoot", "Result (hash)"),
  raw("result.weightsRoot", "New weights (hash)"),
  raw("result.traceRoot", "Trace (hash)"),
  raw("result.segments", "Segments of the trace"),
  raw("result.gain", "Gain, in 1e-18 of the metric"),
];

/** A job's result, for those who post or settle it. */
const result: readonly Field[] = [amount("result.fee", "Fee of the worker", "terms.feeToken"), ...outcome];

/** What the market's functions about workers and their stake mean to the one who signs. */
const workerRegistry: SignedContract = {
  functions: {
    announce: {
      intent: "Announce where your worker can be reached",
      fields: [
        raw("endpoint", "Address of its API"),
        raw("encryptionKey", "Key for private uploads"),
        raw("environmentHash", "Software (hash)"),
      ],
    },
    authorise: {
      intent: "Let a worker run jobs on your models, or stop it",
      fields: [account("worker", "Worker"), raw("authorised", "Allowed")],
    },
    stake: {
      intent: "Add to a worker's stake",
      fields: [account("worker", "Worker"), unit("amount", "Stake", "OCEAN")],
    },
    unbond: { intent: "Begin to take stake out", fields: [unit("amount", "Stake", "OCEAN")] },
    withdraw: { intent: "Take out the stake that was released", fields: [] },
    sweepLost: { intent: "Send stake that workers lost to its sink", fields: [] },
  },
  unsigned: {},
};

/** `permit` of the market and of the checkout. */
export const permit = {
  intent: "Use your signed allowance",
  fields: [
    token("token", "Token"),
    amount("amount", "May be taken, at most", "token"),
    date("deadline", "Signature holds until"),
  ],
  excluded: ["v", "r", "s"],
};

const known = { fields: knownTerms, excluded: restOfTerms };
const settled = { fields: [...knownTerms, ...result], excluded: restOfTerms };

/** What JobMarket's functions mean to the one who signs. */
export const jobMarket: SignedContract = {
  functions: {
    request: { intent: "Request and pay a job", fields: fullTerms, excluded: ["terms.salt"] },
    cancel: { intent: "Take back your job and get your refund", ...known },
    settle: { intent: "End a job: pay its worker and the model", ...settled },
    birth: { intent: "Register the new model of a training", ...settled },
    expire: { intent: "End a job that nobody did in time", ...known },
    lapse: { intent: "End a worker's lease that ran out", ...known },
    lease: { intent: "Take a job as its worker", ...known },
    renew: {
      intent: "Go on with your job as its worker",
      fields: [
        ...knownTerms,
        raw("progress", "Done, in 1/10 000"),
        raw("checkpoint", "Latest checkpoint (hash)"),
      ],
      excluded: restOfTerms,
    },
    submit: {
      intent: "Post the result of your job",
      fields: [
        raw("id", "Job"),
        raw("result.fee", "Fee of the worker, in its token's smallest unit"),
        ...outcome,
      ],
    },
    fail: {
      intent: "Give your job up and refund its requester",
      fields: [...knownTerms, raw("reason", "Reason")],
      excluded: restOfTerms,
    },
    permit,
    multicall,
    ...workerRegistry.functions,
  },
  unsigned: {},
};
