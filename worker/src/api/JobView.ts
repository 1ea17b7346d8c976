import type { PosthumanError } from "@posthuman/sdk";

/** A job as the API shows it: what is public of it. */
export interface JobView {
  readonly id: string;
  readonly kind: string;
  readonly model: string;
  readonly requester: string;
  readonly state: string;
  /** Leases so far. */
  readonly attempts: number;
  /** Who holds or held it. */
  readonly worker?: string;
  /** End of the lease or of the challenge window, Unix time. */
  readonly until?: number;
  /** Done part, in 1/10 000. */
  readonly progress: number;
  readonly manifestHash: string;
  readonly resultRoot?: string;
  /** In the fee token's smallest unit. */
  readonly fee?: string;
  readonly birthDue: boolean;
  /** The model that was born of it. */
  readonly child?: string;
  /** Why it was not taken, or was given up. */
  readonly error?: ReturnType<PosthumanError["toJSON"]>;
}

/** Which jobs to list; absent fields match all. */
export interface JobFilter {
  readonly model?: string;
  readonly requester?: string;
  readonly state?: string;
}
