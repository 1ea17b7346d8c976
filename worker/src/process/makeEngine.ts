import { createEngine, type Engine } from "../engine/createEngine.ts";
import { openMarket } from "../engine/market.ts";
import { isolationPolicies } from "../runner/isolation.ts";
import { executeSession } from "../sessions/executeSession.ts";
import { makeExecution } from "./makeExecution.ts";
import type { Serving } from "./makeServing.ts";
import type { WorkerParts } from "./openParts.ts";

/** Makes the engine from the worker's parts. */
export async function makeEngine(
  parts: WorkerParts,
  { sessions, servers }: Pick<Serving, "sessions" | "servers">,
): Promise<Engine> {
  const { config, wallet, client, sender, data, index, orders, errors, clock } = parts;
  const worker = wallet.address;
  const execution = makeExecution(parts);
  const serving = { ...execution, sessions, servers, now: () => clock.now() };
  return createEngine({
    worker,
    chain: index,
    market: await openMarket(client, sender, worker),
    clock,
    orders,
    errors,
    execution,
    sessions: {
      slots: config.serving.sessions,
      longestSeconds: config.serving.seconds,
      serve: (order, plan, signal) => executeSession(serving, order, plan, signal),
    },
    prices: config.fees,
    slots: config.slots,
    isolation: isolationPolicies[config.isolation],
    tidy: config.tidy,
    graceSeconds: config.graceSeconds,
    jobsFolder: data.jobs,
    pollMs: config.pollMs,
  });
}
