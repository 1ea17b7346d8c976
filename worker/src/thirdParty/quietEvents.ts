import type { JobEvent } from "../runner/JobEvent.ts";

/** Parts into which progress is divided. */
const PARTS = 100;

/**
 * Passes on of an algorithm's events only how far it is, in whole per cent and never backwards: anybody can read a
 * job's events, so that all else that an algorithm may write into them would be a way out for weights.
 */
export function quietEvents(pass: (event: JobEvent) => void): (event: JobEvent) => void {
  let last = 0;
  return (event) => {
    if (event.event !== "progress" || event.total === 0) return;
    const step = Math.floor(Math.min(1, event.step / event.total) * PARTS);
    if (step <= last) return;
    last = step;
    pass({ event: "progress", step, total: PARTS });
  };
}
