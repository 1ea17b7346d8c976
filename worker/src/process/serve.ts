import { setTimeout as sleep } from "node:timers/promises";
import { createApi } from "../api/createApi.ts";
import { watchChain } from "../chain/clock.ts";
import { retry } from "../chain/rpc.ts";
import { listen } from "../http/listen.ts";
import { createUploads } from "../uploads/createUploads.ts";
import { announce } from "./announce.ts";
import { apiContext } from "./apiContext.ts";
import { makeEngine } from "./makeEngine.ts";
import { makeFollower } from "./makeFollower.ts";
import { makeServing } from "./makeServing.ts";
import { MAX_PAUSE_MS, openParts, type WorkerStart } from "./openParts.ts";
import { runTogether } from "./runTogether.ts";

/** What a worker is run with. */
export interface ServeOptions extends WorkerStart {
  /** Called with the API's address when the worker knows the chain and takes jobs. */
  readonly onReady: (url: string) => void;
}

/**
 * Runs a worker until the signal fires: follows the chain, takes jobs and runs them, answers over HTTP.
 * @throws PosthumanError why it cannot go on.
 */
export async function serve({ onReady, ...start }: ServeOptions): Promise<void> {
  using cleanup = new DisposableStack();
  const stop = new AbortController();
  const signal = AbortSignal.any([start.signal, stop.signal]);
  const parts = await openParts({ ...start, signal }, cleanup);
  const { config, wallet, log, client, clock, sender, algorithms, index } = parts;
  const serving = await makeServing(parts);
  const engine = await retry(() => makeEngine(parts, serving), { signal });
  const changed = () => {
    engine.wake();
    parts.events.wake();
  };
  const follower = makeFollower(parts, changed);
  const chain = watchChain(clock, log, config.pollMs);
  const problems = () => [
    ...(follower.status().synced ? [] : ["The worker has not yet caught up with the chain."]),
    ...[chain.problem() ?? []].flat(),
    ...(index.custodiansOf(wallet.address).length > 0 ? [] : ["No custodian has authorised the worker."]),
    ...(signal.aborted ? ["The worker is stopping."] : []),
  ];
  let url = config.publicUrl ?? "";
  const uploads = createUploads({
    ...{ db: parts.db, refs: parts.data.refs, store: parts.data.store, dataFolder: parts.data.path, log },
    limits: config.uploads,
    jobs: () => index.keptJobs(wallet.address),
    upToDate: () => follower.status().synced && chain.problem() === undefined,
  });
  const context = apiContext(parts, serving, {
    ...{ problems, uploads },
    uploaded: () => engine.wake(),
    baseUrl: () => `${url.replace(/\/$/, "")}/v1`,
  });
  await using api = await listen(createApi(context), config.listen.host, config.listen.port, config.listen);
  url ||= api.url;
  const work = async () => {
    while (!signal.aborted && !follower.status().synced) {
      await sleep(20, undefined, { signal }).catch(() => undefined);
    }
    if (signal.aborted) return;
    onReady(url);
    await engine.run(signal);
  };
  const introduce = async () => {
    const { environmentHash } = algorithms;
    if (config.announce)
      await announce(client, sender, { worker: wallet.address, url, environmentHash }, log);
  };
  await runTogether(stop, [
    () => chain.run(signal),
    () => follower.run(signal, { maxPauseMs: MAX_PAUSE_MS }),
    () => sender.run(),
    () => serving.servers.run(signal),
    () => serving.tidy(signal),
    () => uploads.run(signal),
    work,
    introduce,
  ]);
}
