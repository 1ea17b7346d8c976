import type { JobEvent } from "../runner/events.ts";
import type { RunEnvironment } from "../runner/Runner.ts";
import { ALGORITHM_PATH, type PlannedAlgorithm } from "./checkAlgorithm.ts";

/**
 * What to run for an algorithm of somebody else: its Python and its file, nothing of the worker's own, and the
 * environment in which Ocean's algorithms find their inputs.
 * @param dids Folders of the datasets below `/data/inputs`.
 */
export function algorithmCommand(
  { environment, args, did }: PlannedAlgorithm,
  { dids, threads }: { readonly dids: readonly string[]; readonly threads: number },
): RunEnvironment {
  return {
    digest: environment,
    command: args,
    variables: {
      ALGO: ALGORITHM_PATH,
      BASE_DIR: "/data",
      VOLUME: "/data",
      DIDS: JSON.stringify(dids),
      TRANSFORMATION_DID: did,
      // Numerical libraries take all processors that they see, unless told.
      OMP_NUM_THREADS: String(threads),
    },
  };
}

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
