import type { Field } from "./Descriptor.ts";
import { account, amount, choice, date, raw, token } from "./fields.ts";

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
export const knownTerms: readonly Field[] = [
  choice("terms.kind", "Job", "kind"),
  token("terms.model", "Model"),
  account("terms.requester", "Requested by"),
  amount("terms.maxFee", "Fee for the worker, at most", "terms.feeToken"),
];

/** The rest of the terms, which a hash of the job already fixes. */
export const restOfTerms = [
  ...["terms.worker", "terms.deadline", "terms.feeToken", "terms.assets.[]", "terms.orderedAtLease"],
  ...["terms.manifestHash", "terms.manifestURI", "terms.childName", "terms.salt"],
];

/** A job's result but the fee, whose token only the terms name. */
export const outcome: readonly Field[] = [
  account("result.worker", "Done by"),
  raw("result.resultRoot", "Result (hash)"),
  raw("result.weightsRoot", "New weights (hash)"),
  raw("result.traceRoot", "Trace (hash)"),
  raw("result.segments", "Segments of the trace"),
  raw("result.gain", "Gain, in 1e-18 bits per byte"),
];

/** A job's result, for those who post or settle it. */
export const result: readonly Field[] = [
  amount("result.fee", "Fee of the worker", "terms.feeToken"),
  ...outcome,
];
