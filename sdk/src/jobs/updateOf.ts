import type { LogDescription } from "ethers";
import type { JobState } from "../protocol/jobStates.ts";
import type { BirthUpdate, ProgressUpdate, StateUpdate } from "./JobUpdate.ts";

/** Which state each event of the market leads to. */
const stateAfter: Readonly<Record<string, JobState>> = {
  JobRequested: "Requested",
  JobLeased: "Leased",
  JobLapsed: "Requested",
  JobSubmitted: "Submitted",
  JobSettled: "Settled",
  JobCancelled: "Cancelled",
  JobFailed: "Failed",
  JobExpired: "Expired",
};

/** What an event of the market tells of its job. */
export function updateOf(
  { name, args }: LogDescription,
  transaction: string,
): StateUpdate | ProgressUpdate | BirthUpdate {
  if (name === "JobBirth") return { type: "birth", child: String(args["child"]), transaction };
  if (name === "JobRenewed") {
    const [progress, checkpoint] = [Number(args["progress"]) / 10_000, String(args["checkpoint"])];
    return { type: "progress", progress, checkpoint, transaction };
  }
  const { worker, reason } = args.toObject();
  return {
    ...{ type: "state", state: stateAfter[name]!, transaction },
    ...(worker === undefined ? {} : { worker: String(worker) }),
    ...(reason === undefined ? {} : { reason: String(reason) }),
  };
}
