import { PosthumanError } from "@posthuman/sdk";
import type { WorkerConfig } from "../config/configSchema.ts";

/** Memory limits of the calls in progress, from their arrival to their answer. */
export interface Intake {
  /**
   * Lets a call in.
   * @param lane Whose call it is: a session.
   * @throws PosthumanError `SESSION_BUSY` if the lane has as many calls as it may.
   */
  enter(lane: string): IntakenCall;
}

/** A call that was let in, until it is disposed. */
export interface IntakenCall extends Disposable {
  /** Holds room for bytes of its body. @throws PosthumanError `SESSION_BUSY`, `WORKER_BUSY`. */
  hold(bytes: number): void;
}

/** Memory limits of the calls in progress. */
export interface IntakeLimits {
  /** Calls of one lane, whether they wait or are answered. */
  readonly calls: number;
  /** Bytes of the bodies of all of them. */
  readonly bytes: number;
  /** Of these, bytes of one lane. */
  readonly bytesPerLane: number;
}

/** Makes an intake. */
export function createIntake(limits: IntakeLimits): Intake {
  const lanes = new Map<string, { calls: number; bytes: number }>();
  let bytes = 0;
  return {
    enter(name) {
      const lane = lanes.get(name) ?? { calls: 0, bytes: 0 };
      if (lane.calls >= limits.calls) throw new PosthumanError("SESSION_BUSY");
      lanes.set(name, lane);
      lane.calls += 1;
      let held = 0;
      return {
        hold(more) {
          if (lane.bytes + more > limits.bytesPerLane) throw new PosthumanError("SESSION_BUSY");
          if (bytes + more > limits.bytes) throw new PosthumanError("WORKER_BUSY");
          bytes += more;
          lane.bytes += more;
          held += more;
        },
        [Symbol.dispose]() {
          bytes -= held;
          lane.bytes -= held;
          lane.calls -= 1;
          if (lane.calls === 0) lanes.delete(name);
        },
      };
    },
  };
}

/** Bodies of the largest size that all calls may bring at a time. Read and checked, each takes several times its size. */
const BODIES = 32;
/** Of these, the share of one session. */
const BODIES_PER_SESSION = 8;

/** Memory limits of the calls in progress, by the operator's settings. */
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
