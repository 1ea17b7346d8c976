import type { JobState } from "@posthuman/sdk";

/** What of a job decides the worker's next step. */
export interface JobStatus {
  readonly state: JobState;
  /** Who holds or held it. */
  readonly worker: string | undefined;
  /** The only worker that may take it; the zero address for any. */
  readonly reservedFor: string;
  /** End of the lease or of the challenge window, Unix time in seconds; else 0. */
  readonly until: number;
  /** Unix time in seconds. */
  readonly deadline: number;
  readonly birthDue: boolean;
}

/** Who decides, and when. */
export interface Standpoint {
  readonly worker: string;
  /** The chain's time in seconds. */
  readonly now: number;
  /** Whether to do what others should have done. */
  readonly tidy: boolean;
  /** Seconds that others get to do it themselves. */
  readonly grace: number;
}

/** A next step: take it, go on running it, or one of the calls that anyone may make. */
export type Step = "take" | "run" | "settle" | "birth" | "lapse" | "expire";

const ANYONE = "0x0000000000000000000000000000000000000000";

/** The next step of a job, as far as the chain alone says; `undefined` if there is nothing to do, or not yet. */
export function decide(job: JobStatus, { worker, now, tidy, grace }: Standpoint): Step | undefined {
  const mine = job.worker === worker;
  const after = (time: number) => (mine ? now > time : tidy && now > time + grace);
  switch (job.state) {
    case "Requested":
      if (now >= job.deadline) return tidy ? "expire" : undefined;
      // A worker whose lease lapsed may not take the job again.
      if (mine) return undefined;
      return job.reservedFor === ANYONE || job.reservedFor === worker ? "take" : undefined;
    case "Leased":
      if (now > job.until) return after(job.until) ? "lapse" : undefined;
      return mine ? "run" : undefined;
    case "Submitted":
      return after(job.until) ? "settle" : undefined;
    case "Settled":
      return job.birthDue && (mine || tidy) ? "birth" : undefined;
    default:
      return undefined;
  }
}
