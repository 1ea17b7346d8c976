import type { WorkerConfig } from "../config/configSchema.ts";
import type { IntakeLimits } from "./createIntake.ts";

/** Bodies of the largest size that all calls may bring at a time. Read and checked, each takes some times its size. */
const BODIES = 32;
/** Of these, those of one session. */
const BODIES_PER_SESSION = 8;

/** How much calls under way may hold, by the operator's settings. */
export function intakeLimits({
  concurrent,
  waiting,
  requestBytes,
}: Pick<WorkerConfig["serving"], "concurrent" | "waiting" | "requestBytes">): IntakeLimits {
  return {
    calls: concurrent + waiting,
    bytes: BODIES * requestBytes,
    bytesPerLane: BODIES_PER_SESSION * requestBytes,
  };
}
