import { getWorker, type Client } from "@posthuman/sdk";
import { keccak256, toUtf8Bytes } from "ethers";
import type { Logger } from "../log/createLogger.ts";
import type { Sender } from "../sender/createSender.ts";

/** What a worker tells the WorkerRegistry. */
export interface Announcement {
  readonly worker: string;
  /** Base URL of the API. */
  readonly url: string;
  /** SHA-256 of the algorithms' locked environment. */
  readonly environmentHash: string;
}

/**
 * Tells the WorkerRegistry where the API is, unless it says so already. That it cannot is no reason to stop: whoever
 * knows the address can use the worker.
 */
export async function announce(
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
