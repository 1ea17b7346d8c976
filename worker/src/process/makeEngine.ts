import { didOfAsset, formatAmount, getJob, getModel, PosthumanError } from "@posthuman/sdk";
import { createEngine, type Engine } from "../engine/createEngine.ts";
import type { EngineContext } from "../engine/EngineContext.ts";
import { algorithmPolicy } from "./algorithmPolicy.ts";
import { createCollector } from "./createCollector.ts";
import { createSend } from "./createSend.ts";
import type { Serving } from "./makeServing.ts";
import { sandboxLimits } from "./sandboxLimits.ts";
import type { WorkerParts } from "./WorkerParts.ts";

/** Makes the engine from the worker's parts. */
export async function makeEngine(
  parts: WorkerParts,
  { sessions, servers }: Pick<Serving, "sessions" | "servers">,
): Promise<Engine> {
  const {
    config,
    wallet,
    log,
    addresses,
    algorithms,
    data,
    client,
    index,
    events,
    errors,
    sender,
    runner,
    clock,
  } = parts;
  const { market, workers } = client.contracts;
  const [leaseSeconds, leaseStake] = await Promise.all([market.LEASE_SECONDS(), market.LEASE_STAKE()]);
  const limits = sandboxLimits(config);
  const worker = wallet.address;
  const names = new Map<string, string>();
  const dids = new Map<string, string>();
  const context: EngineContext = {
    ...{ worker, chain: index, refs: data.refs, store: data.store, events, errors, runner, limits, log },
    thirdPartyLimits: sandboxLimits(config, "third-party"),
    chainId: client.chainId,
    registry: addresses.posthuman.ModelRegistry,
    checkout: addresses.posthuman.Checkout,
    leaseSeconds: Number(leaseSeconds),
    blockTime: () => clock.blockTime(),
    now: () => clock.now(),
    async nameOf(model) {
      const name = names.get(model) ?? (await getModel(client, model)).name;
      names.set(model, name);
      return name;
    },
    algorithms: algorithmPolicy(config, algorithms),
    async didOf(asset) {
      const did = dids.get(asset) ?? (await didOfAsset(client, asset));
      dids.set(asset, did);
      return did;
    },
    async current(id) {
      const { state, attempts, worker: holder, until } = await getJob(client, id);
      return { state, attempts, worker: holder, until: Number(until ?? 0) };
    },
    async requireStake() {
      const free = await workers.freeStakeOf(worker);
      if (free < leaseStake)
        throw new PosthumanError("WORKER_STAKE_TOO_SMALL", {
          worker,
          free: formatAmount(free),
          needed: formatAmount(leaseStake),
        });
    },
    send: createSend(client, sender),
    runsUnisolated: config.isolation === "none",
    collectOutputs: createCollector(data.store),
    algorithm: algorithms.command,
    environment: algorithms.environment,
    threads: config.threads,
    slots: config.slots,
    ...{ sessions, servers, mostSessions: config.serving.sessions },
    sessionSeconds: config.serving.seconds,
    prices: config.fees,
    tidy: config.tidy,
    graceSeconds: config.graceSeconds,
    jobsFolder: data.jobs,
    pollMs: config.pollMs,
  };
  return createEngine(context);
}
