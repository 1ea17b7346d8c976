import { setTimeout as sleep } from "node:timers/promises";
import { getWorker, type Client } from "@posthuman/sdk";
import { keccak256, toUtf8Bytes } from "ethers";
import { createApi } from "../api/createApi.ts";
import { watchChain } from "../chain/clock.ts";
import { retry } from "../chain/rpc.ts";
import { listen } from "../http/listen.ts";
import type { Logger } from "../log/createLogger.ts";
import type { Sender } from "../sender/createSender.ts";
import { createUploads } from "../uploads/createUploads.ts";
import { apiContext } from "./apiContext.ts";
import { makeEngine } from "./makeEngine.ts";
import { makeFollower } from "./makeFollower.ts";
import { makeServing } from "./makeServing.ts";
import { MAX_PAUSE_MS, openParts, type WorkerStart } from "./openParts.ts";

/** What a worker is started with, and who is to know. */
interface StartOptions extends WorkerStart {
  /** Called with the API's address when the worker knows the chain and takes jobs. */
  readonly onReady: (url: string) => void;
}

/**
 * Opens the parts of a worker and starts their loops: following the chain, taking jobs, answering over HTTP. They run until
 * the signal fires or one of them fails.
 * @throws PosthumanError why it cannot go on.
 */
export async function startWorker({ onReady, ...start }: StartOptions): Promise<void> {
  using cleanup = new DisposableStack();
  const stop = new AbortController();
  const signal = AbortSignal.any([start.signal, stop.signal]);
  const parts = await openParts({ ...start, signal }, cleanup);
  const { config, wallet, log, client, clock, sender, algorithms, index, db, data } = parts;
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
    db,
    refs: data.refs,
    store: data.store,
    dataFolder: data.path,
    log,
    limits: config.uploads,
    jobs: () => index.keptJobs(wallet.address),
    upToDate: () => follower.status().synced && chain.problem() === undefined,
  });
  const context = apiContext(parts, serving, {
    problems,
    uploads,
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

/**
 * Runs several loops at the same time. When one of them fails, the others are stopped.
 * @param stop Stops them.
 * @throws the first one's error, when all have ended.
 */
async function runTogether(stop: AbortController, loops: readonly (() => Promise<void>)[]): Promise<void> {
  let failure: { readonly reason: unknown } | undefined;
  await Promise.all(
    loops.map((loop) =>
      loop().catch((reason: unknown) => {
        failure ??= { reason };
        stop.abort();
      }),
    ),
  );
  if (failure) throw failure.reason;
}

/** A worker's entry in the WorkerRegistry. */
interface Announcement {
  readonly worker: string;
  /** Base URL of the API. */
  readonly url: string;
  /** SHA-256 of the algorithms' locked environment. */
  readonly environmentHash: string;
}

/**
 * Announces the API's address in the WorkerRegistry, unless it is there already. A failure does not stop the worker: clients
 * that know the address can use the worker.
 */
async function announce(
  client: Client,
  sender: Pick<Sender, "send">,
  { worker, url, environmentHash }: Announcement,
  log: Logger,
): Promise<void> {
  try {
    const { endpoint } = await getWorker(client, worker);
    if (endpoint === url) return;
    const { workers } = client.contracts;
    // The block is part of the key, as a worker may move back to where it was.
    const block = await client.provider.getBlockNumber();
    await sender.send({
      key: `announce:${block}:${keccak256(toUtf8Bytes(url))}`,
      to: client.addresses.posthuman.WorkerRegistry,
      data: workers.interface.encodeFunctionData("announce", [url, "0x", environmentHash]),
      description: "announce the worker's address",
    });
    log.info("Announced the worker on chain.", { url });
  } catch (error) {
    log.warn("Could not announce the worker on chain.", { error });
  }
}
