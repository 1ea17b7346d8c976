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
] as const;

/** Where a job stands. */
export type JobState = (typeof jobStates)[number];
