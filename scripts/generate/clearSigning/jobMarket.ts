import type { SignedContract } from "./Descriptor.ts";
import { amount, date, raw, token } from "./fields.ts";
import { multicall } from "./multicall.ts";
import { workerRegistry } from "./workerRegistry.ts";
import { fullTerms, knownTerms, outcome, restOfTerms, result } from "./terms.ts";

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
