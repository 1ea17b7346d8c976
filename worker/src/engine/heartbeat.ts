import { setTimeout as sleep } from "node:timers/promises";
import { PosthumanError } from "@posthuman/sdk";
import type { Progress } from "../execution/progress.ts";

/** Which lease to keep, and how. */
export interface HeartbeatOptions {
  readonly leaseSeconds: number;
  /** The lease's current end, Unix time. */
  readonly until: number;
  /** Time beyond which no lease can reach. */
  readonly deadline: number;
  /** The chain's time in seconds. */
  now(): number;
  progress(): Promise<Progress>;
  /** Renews the lease that ends at `until`; resolves to its new end. */
  renew(until: number, progress: Progress): Promise<number>;
  /** Called once when the lease is lost. */
  onLost(reason: unknown): void;
  readonly signal: AbortSignal;
}

/**
 * Keeps a lease alive: renews it when a third of it has passed, and again, until the signal fires. A chain that does
 * not answer is asked again as long as the lease runs.
 */
export async function heartbeat(options: HeartbeatOptions): Promise<void> {
  const { leaseSeconds, deadline, now, signal, renew, progress, onLost } = options;
  let until = options.until;
  /** The progress in the renewal under way: a second try must send the same. */
  let said: Progress | undefined;
  while (!signal.aborted) {
    if (now() > until) return onLost(new PosthumanError("LEASE_LOST"));
    const due = until < deadline && until - now() <= (leaseSeconds * 2) / 3;
    if (due) {
      try {
        said ??= await progress();
        until = await renew(until, said);
        said = undefined;
        continue;
      } catch (error) {
        if (signal.aborted) return;
        if (!PosthumanError.is(error) || !error.retryable) return onLost(error);
      }
    }
    const next = until < deadline ? until - now() - (leaseSeconds * 2) / 3 : until - now() + 1;
    const pause = Math.min(Math.max(next, 0.5), 10);
    await sleep(pause * 1_000, undefined, { signal }).catch(() => undefined);
  }
}
