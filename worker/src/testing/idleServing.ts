import type { DatabaseSync } from "node:sqlite";
import type { ApiContext } from "../api/ApiContext.ts";
import { createIntake, intakeLimits } from "../gate/intake.ts";
import { createFairQueue } from "../serving/createFairQueue.ts";
import { createSessionDesk } from "../sessions/createSessionDesk.ts";
import { createSessions } from "../sessions/createSessions.ts";
import { openSessionStore } from "../sessions/openSessionStore.ts";

/** What the API needs to serve sessions, at a worker that has none. */
export function idleServing(db: DatabaseSync): Pick<ApiContext, "desk" | "gate"> {
  const refuse = () => {
    throw new Error("There are no sessions.");
  };
  const sessions = createSessions({
    store: openSessionStore(db),
    now: () => 0,
    requestsPerMinute: 1,
    job: () => undefined,
    worker: "",
  });
  const queue = createFairQueue({ total: 1, perLane: 1 });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  return {
    desk: createSessionDesk({
      sessions,
      orders: { of: refuse },
      job: () => undefined,
      authenticate: refuse,
      baseUrl: () => "",
    }),
    gate: {
      sessions,
      queueOf: () => queue,
      allowed: [],
      requestBytes: 1_000,
      callSeconds: 1,
      intake: createIntake({ calls: 1, bytes: 1, bytesPerLane: 1 }),
      requestsPerMinute: 1,
      log,
      servers: { use: refuse, run: () => Promise.resolve() },
    },
  };
}
