import type { SandboxJob } from "../runner/SandboxJob.ts";
import { ALGORITHM_PATH } from "./parseEntrypoint.ts";
import type { PlannedAlgorithm } from "./PlannedAlgorithm.ts";

/**
 * What to run for an algorithm of somebody else: its Python and its file, nothing of the worker's own, and the
 * environment in which Ocean's algorithms find their inputs.
 * @param dids Folders of the datasets below `/data/inputs`.
 */
export function algorithmCommand(
  { interpreter, args, did }: PlannedAlgorithm,
  { dids, threads }: { readonly dids: readonly string[]; readonly threads: number },
): Pick<SandboxJob, "interpreter" | "args" | "binds" | "env" | "thirdParty"> {
  return {
    ...{ interpreter, args, binds: [], thirdParty: true },
    env: {
      ...{
        ALGO: ALGORITHM_PATH,
        BASE_DIR: "/data",
        VOLUME: "/data",
        DIDS: JSON.stringify(dids),
        TRANSFORMATION_DID: did,
      },
      // Numerical libraries take all processors that they see, unless told.
      OMP_NUM_THREADS: String(threads),
    },
  };
}
