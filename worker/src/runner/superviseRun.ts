import { setTimeout as sleep } from "node:timers/promises";
import type { RunFailure } from "./RunResult.ts";
import type { SandboxProcess } from "./startProcess.ts";

/** How often a run is looked at. */
const LOOK_MS = 250;

/** What ended a run before its time. */
export interface Supervision {
  readonly failure?: RunFailure;
  readonly stopped: boolean;
}

/**
 * Looks at a run until it has ended. A run over a limit is killed at once. One that is out of time, or that `signal`
 * aborts, is asked to stop first and killed after `graceSeconds`.
 */
export async function superviseRun(
  run: SandboxProcess,
  look: () => Promise<RunFailure | undefined>,
  options: {
    readonly wallSeconds: number;
    readonly graceSeconds: number;
    readonly signal: AbortSignal | undefined;
  },
): Promise<Supervision> {
  const { wallSeconds, graceSeconds, signal } = options;
  const begun = performance.now();
  const elapsed = () => (performance.now() - begun) / 1000;
  let running = true;
  const ended = run.ended.finally(() => (running = false));
  const aborted = new Promise<void>((resolve) =>
    signal?.addEventListener("abort", () => resolve(), { once: true }),
  );
  let failure: RunFailure | undefined;
  let stopped = false;
  let killAt: number | undefined;

  while (running) {
    const found = await look();
    if (found) {
      failure ??= found;
      run.kill();
    } else if (killAt === undefined && (signal?.aborted || elapsed() > wallSeconds)) {
      if (signal?.aborted) stopped = true;
      else failure = { code: "JOB_TIMEOUT", args: { seconds: wallSeconds } };
      run.terminate();
      killAt = elapsed() + graceSeconds;
    } else if (killAt !== undefined && elapsed() > killAt) run.kill();
    await Promise.race([ended, sleep(LOOK_MS), ...(stopped || signal?.aborted ? [] : [aborted])]);
  }
  await ended;
  return failure ? { failure, stopped } : { stopped };
}
