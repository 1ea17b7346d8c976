/** States of a job, in the order of the contract's enum. */
export const jobStates = [
  "None",
  "Requested",
  "Leased",
  "Submitted",
  "Settled",
  "Cancelled",
  "Failed",
  "Expired",
  "Born",
] as const;

/** Where a job stands. `Born` is a settled training whose child was born. */
export type JobState = (typeof jobStates)[number];
