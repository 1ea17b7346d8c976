import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEther, Wallet } from "ethers";
import { authoriseWorker, stake, transferDatatoken, type Client } from "@posthuman/sdk";
import { publishRoot } from "@posthuman/sdk/testing/publishRoot";
import { startMarket, type Market } from "@posthuman/sdk/testing/startMarket";
import { loadConfig } from "../config/loadConfig.ts";
import type { WorkerConfigInput } from "../config/configSchema.ts";
import { createLogger } from "../log/createLogger.ts";
import { importDataset } from "../operator/importDataset.ts";
import { importWeights } from "../operator/importWeights.ts";
import { openDataFolder } from "../process/openDataFolder.ts";
import { serve } from "../process/serve.ts";
import { safetensors } from "./safetensors.ts";
import { temporaryFolder } from "./temporaryFolder.ts";
import { tinyAlgorithms } from "./tinyAlgorithms.ts";

/** A worker in this process. */
export interface TestNode extends AsyncDisposable {
  readonly url: string;
  readonly worker: string;
  /** What it logged so far. */
  log(): string;
}

/** How to start a worker. */
export interface NodeOptions {
  readonly config?: WorkerConfigInput;
  /** Whether to give it stake and authorisation first; default true. */
  readonly enrol?: boolean;
  readonly rpcUrl?: string;
}

/** A chain with one published model, whose custodian lets workers run jobs on it. */
export interface Family extends AsyncDisposable {
  readonly market: Market;
  /** Custodian, publisher, tail. */
  readonly alice: Client;
  /** Requester with datatokens of the model. */
  readonly bob: Client;
  readonly model: string;
  readonly folder: string;
  /** Bob's private key. */
  readonly bobKey: string;
  /** Private key of a worker, without 0x. */
  keyOf(name: string): string;
  /** Starts a worker that has the weights, with an account and a folder that follow from its name. */
  startNode(name: string, options?: NodeOptions): Promise<TestNode>;
}

/** Starts the chain and publishes the model. */
export async function startFamily(parameters: Parameters<typeof startMarket>[0] = {}): Promise<Family> {
  const scratch = temporaryFolder();
  const folder = scratch.path;
  const market = await startMarket(parameters);
  const [alice, bob] = [await market.join(parseEther("10000")), await market.join()];
  const addressesFile = join(folder, "addresses.json");
  writeFileSync(addressesFile, JSON.stringify(market.addresses));
  const algorithms = tinyAlgorithms(folder);
  const heldOut = join(folder, "held-out.txt");
  writeFileSync(heldOut, "Text that no training sees.");
  const weights = join(folder, "weights");
  mkdirSync(weights);
  writeFileSync(join(weights, "config.json"), '{"model_type":"tiny"}');
  writeFileSync(join(weights, "model.safetensors"), safetensors(someBytes(4_096)));

  const custody = { addresses: market.addresses, custodian: alice.account ?? "" };
  const weightsRoot = await importWeights(await openDataFolder(join(folder, "alice")), weights, custody);
  const family = {
    tailRecipient: custody.custodian,
    birthSupply: parseEther("1000"),
    evaluationHash: `0x${createHash("sha256").update("Text that no training sees.").digest("hex")}`,
  };
  const model = await publishRoot(alice, { weightsRoot, family });
  await transferDatatoken(alice, { token: model, to: bob.account ?? "", amount: parseEther("100") });

  // Time passes on this chain, as it does on others.
  const mining = setInterval(() => void market.chain.mine(1).catch(() => undefined), 500);

  return {
    ...{ market, alice, bob, model, folder, keyOf, bobKey: (bob.signer as Wallet).privateKey },
    async startNode(name, { config = {}, enrol = true, rpcUrl = market.chain.url } = {}) {
      const dataFolder = join(folder, name);
      const data = await openDataFolder(dataFolder);
      await importWeights(data, weights, custody);
      await importDataset(data, heldOut);
      const wallet = new Wallet(keyOf(name));
      await market.chain.fund(wallet.address);
      if (enrol) {
        await authoriseWorker(alice, { worker: wallet.address });
        await stake(alice, { worker: wallet.address, amount: parseEther("200") });
      }
      const flags = {
        ...{ name, dataFolder, rpcUrl, addresses: addressesFile, algorithms, python: "/usr/bin/python3" },
        ...{ pollMs: 50, threads: 1, ...config },
      };
      const signal = new AbortController();
      const lines: string[] = [];
      const stream = { write: (line: string) => lines.push(line) } as never;
      const log = createLogger({ level: "debug", format: "json", stream, secrets: [wallet.privateKey] });
      const ready = Promise.withResolvers<string>();
      const ended = serve({
        ...{ config: loadConfig({ flags }), wallet, log },
        signal: signal.signal,
        onReady: ready.resolve,
      });
      ended.catch(ready.reject);
      return {
        url: await ready.promise,
        worker: wallet.address,
        log: () => lines.join(""),
        async [Symbol.asyncDispose]() {
          signal.abort();
          await ended;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      clearInterval(mining);
      await market[Symbol.asyncDispose]();
      scratch[Symbol.dispose]();
    },
  };
}

function keyOf(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}

/** Bytes without a pattern, always the same. */
function someBytes(count: number): Buffer {
  return createHash("shake256", { outputLength: count }).update("weights").digest();
}
