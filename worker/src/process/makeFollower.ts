import { createFollower, type Follower } from "../chain/createFollower.ts";
import { createProjector } from "../chain/createProjector.ts";
import { jobMarketProjection } from "../chain/jobMarketProjection.ts";
import { modelRegistryProjection, workerRegistryProjection } from "../chain/registryProjections.ts";
import type { WorkerParts } from "./openParts.ts";

/** Blocks beyond the confirmations that a reorg may still undo. */
const REORG_WINDOW = 64;

/**
 * Makes the follower that feeds the index from our contracts' events.
 * @param onChange Called after each change of the index.
 */
export function makeFollower(parts: WorkerParts, onChange: () => void): Follower {
  const { db, rpc, config, confirmations, addresses, client, sender } = parts;
  const { JobMarket, ModelRegistry, WorkerRegistry } = addresses.posthuman;
  const { market, registry, workers } = client.contracts;
  const projections = [
    jobMarketProjection(db, JobMarket, market),
    modelRegistryProjection(db, ModelRegistry, registry),
    workerRegistryProjection(db, WorkerRegistry, workers),
  ];
  const projector = createProjector(db, projections);
  return createFollower({
    rpc,
    db,
    confirmations,
    pollMs: config.pollMs,
    handler: {
      apply(logs) {
        projector.apply(logs);
        if (logs.length > 0) onChange();
      },
      rewind(block) {
        projector.rewind(block);
        sender.reopen(block);
        onChange();
      },
    },
    addresses: [JobMarket, ModelRegistry, WorkerRegistry],
    startBlock: Math.max(1, addresses.startBlock),
    reorgWindow: REORG_WINDOW,
  });
}
