/** Kinds of jobs, in the order of the contract's enum. */
export const jobKinds = ["train", "infer", "evaluate"] as const;

/** What a job does. */
export type JobKind = (typeof jobKinds)[number];
