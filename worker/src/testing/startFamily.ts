import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { authoriseWorker, stake, transferDatatoken, type Client } from "@posthuman/sdk";
import { publishRoot } from "@posthuman/sdk/testing/publishRoot";
import { startMarket, type Market } from "@posthuman/sdk/testing/startMarket";
import { parseEther, Wallet } from "ethers";
import type { WorkerConfigInput } from "../config/configSchema.ts";
import { importDataset, importWeights } from "../operator/imports.ts";
import { openDataFolder } from "../process/openDataFolder.ts";
import { safetensors, temporaryFolder } from "./fixtures.ts";
import { startNode, type TestNode } from "./startNode.ts";
import { tinyAlgorithms } from "./tinyAlgorithms.ts";

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
  /** Makes the account and the folder of a worker, with the weights in it; both follow from its name. */
  prepareNode(name: string, options?: NodeOptions): Promise<WorkerConfigInput>;
  /** Prepares a worker and starts it in this process. */
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
    minGain: 1n,
    evaluationHash: `0x${createHash("sha256").update("Text that no training sees.").digest("hex")}`,
  };
  const model = await publishRoot(alice, { weightsRoot, family });
  await transferDatatoken(alice, { token: model, to: bob.account ?? "", amount: parseEther("100") });

  // Time passes on this chain, as it does on others.
  const mining = setInterval(() => void market.chain.mine(1).catch(() => undefined), 500);

  async function prepareNode(
    name: string,
    { config = {}, enrol = true, rpcUrl = market.chain.url }: NodeOptions = {},
  ): Promise<WorkerConfigInput> {
    const dataFolder = join(folder, name);
    const data = await openDataFolder(dataFolder);
    await importWeights(data, weights, custody);
    await importDataset(data, heldOut);
    const file = join(folder, `${name}.key`);
    writeFileSync(file, keyOf(name), { mode: 0o600 });
    const worker = new Wallet(keyOf(name)).address;
    await market.chain.fund(worker);
    if (enrol) {
      await authoriseWorker(alice, { worker });
      await stake(alice, { worker, amount: parseEther("200") });
    }
    return {
      name,
      dataFolder,
      rpcUrl,
      addresses: addressesFile,
      algorithms,
      python: "/usr/bin/python3",
      key: { file },
      pollMs: 50,
      threads: 1,
      ...config,
    };
  }

  return {
    market,
    alice,
    bob,
    model,
    folder,
    keyOf,
    bobKey: (bob.signer as Wallet).privateKey,
    prepareNode,
    startNode: async (name, options) => startNode(await prepareNode(name, options)),
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
