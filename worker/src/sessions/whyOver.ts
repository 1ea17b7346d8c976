import { PosthumanError } from "@posthuman/sdk";

/** What of a session says why it takes no more calls. */
export interface OverSession {
  /** In tokens. */
  readonly budget: number;
  readonly used: number;
  /** Unix time in seconds; 0 if it was never open. */
  readonly ends: number;
}

/** Why a session takes no more calls: its budget is used up, its time is, or it was closed. */
export function whyOver(id: string, { budget, used, ends }: OverSession, now: number): PosthumanError {
  if (used >= budget) return new PosthumanError("SESSION_SPENT", { id, left: 0, budget, needed: 1 });
  if (ends > 0 && now >= ends) return new PosthumanError("SESSION_EXPIRED", { id, ended: ends });
  return new PosthumanError("SESSION_CLOSED", { id });
}
