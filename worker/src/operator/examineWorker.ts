import { statfs } from "node:fs/promises";
import {
  connect,
  formatAmount,
  PosthumanError,
  queryEvents,
  type Addresses,
  type Client,
} from "@posthuman/sdk";
import { readAddresses, readKey } from "@posthuman/sdk/node";
import type { WorkerConfig } from "../config/configSchema.ts";
import { findAlgorithms, harnessVersion } from "../process/findAlgorithms.ts";
import { sandboxLimits } from "../process/makeExecution.ts";
import { openDataFolder } from "../process/openDataFolder.ts";
import { listBenchmarks } from "../refs/documents.ts";
import { probeIsolation } from "../runner/bubblewrap/probeIsolation.ts";
import { pythonRuntime } from "../runner/bubblewrap/pythonRuntime.ts";
import { isolationPolicies, requireIsolation } from "../runner/isolation.ts";
import { findVllm } from "../serving/vllm/findVllm.ts";
import { probeVllm, VLLM_ENVIRONMENT, vllmEnvironment } from "../serving/vllm/vllmSandbox.ts";
import { checkServing } from "./checkServing.ts";
import { withScratch } from "./withScratch.ts";

/** One thing that a worker needs, and whether it has it. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do about it, or what would make it better; empty if all is well. */
  readonly fix: string;
}

/** Coins for some hundred transactions on a cheap chain, in wei. */
const LEAST_COIN = 10n ** 16n;
/** Room for one training of a small model, in bytes. */
const LEAST_DISK = 5 * 2 ** 30;

/** Looks at everything that a worker needs, and says how to fix whatever is missing. */
export async function examineWorker(
  config: WorkerConfig,
  askPassword: () => Promise<string | undefined>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const look = async <T>(
    what: string,
    check: () => Promise<readonly [detail: string, value: T, hint?: string]>,
  ) => {
    try {
      const [detail, value, hint = ""] = await check();
      findings.push({ what, ok: true, detail, fix: hint });
      return value;
    } catch (error) {
      const { message, fix } = PosthumanError.is(error)
        ? error
        : new PosthumanError("INTERNAL", {}, { cause: error });
      findings.push({ what, ok: false, detail: message, fix });
      return undefined;
    }
  };

  await look("sandbox", () => checkSandbox(config));
  await look("algorithms", () => checkAlgorithms(config));
  await look("serving", async () => {
    const { detail, hint } = await checkServing(config);
    return [detail, undefined, hint];
  });
  await look("vLLM", () => checkVllm(config));
  await look("benchmarks", () => checkBenchmarks(config));
  await look("foreign algorithms", () => checkForeignAlgorithms(config));
  await look("disk", () => checkDisk(config));
  const worker = await look("key", async () => {
    const { address } = await readKey(config.key, askPassword);
    return [address, address];
  });
  const addresses = await look("addresses", async () => {
    const found = await readAddresses(config.addresses);
    return [`chain ${found.chainId}`, found];
  });
  if (addresses === undefined) return findings;
  const client = await look("chain", () => checkChain(config, addresses));
  if (client === undefined || worker === undefined) return findings;
  await look("coin", () => checkCoin(client, worker));
  await look("stake", () => checkStake(client, worker));
  await look("authorisation", () => checkAuthorisation(client, worker));
  client.close();
  return findings;
}

async function checkSandbox(config: WorkerConfig): Promise<[string, void]> {
  const { isolation } = await probeIsolation();
  requireIsolation(isolation, isolationPolicies[config.isolation]);
  const { level, version, seccomp, memory } = isolation;
  const filter = seccomp ? "system calls filtered" : "system calls not filtered";
  return [`${level} ${version ?? ""}, ${filter}, memory kept by ${memory}`, undefined];
}

async function checkAlgorithms(config: WorkerConfig): Promise<[string, void]> {
  const { environment, interpreter } = await findAlgorithms(config);
  const { torch, transformers } = environment;
  if (torch === undefined || transformers === undefined) {
    throw new PosthumanError("INTERPRETER_UNUSABLE", {
      interpreter,
      reason: "torch or transformers is missing",
    });
  }
  return [
    Object.entries(environment)
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
    undefined,
  ];
}

/** Whether vLLM serves, and on what. */
async function checkVllm(config: WorkerConfig): Promise<[string, void]> {
  const found = await findVllm(config.serving);
  if (!found) return [config.serving.vllm ? "not used: no graphics processor" : "not configured", undefined];
  const environments = { [VLLM_ENVIRONMENT]: vllmEnvironment(found) };
  const { version, platform, devices } = await withScratch(config, environments, ({ runner }) =>
    probeVllm(found, sandboxLimits(config), runner),
  );
  return [[`${version} on ${platform}`, ...devices].join(", "), undefined];
}

/** Which standard benchmarks it offers, and what runs them; offering none is fine. */
async function checkBenchmarks(config: WorkerConfig): Promise<[string, void]> {
  const { refs, store } = await openDataFolder(config.dataFolder);
  const benchmarks = await listBenchmarks(refs);
  if (benchmarks.length === 0)
    return ["none offered; posthuman worker import-benchmark takes one in", undefined];
  const { interpreter } = await findAlgorithms(config);
  const harness = await harnessVersion(interpreter);
  for (const { sha256 } of benchmarks) await store.size(sha256);
  const named = benchmarks.map(({ name, questions }) => `${name} (${questions} questions)`).join(", ");
  return [`${harness}: ${named}`, undefined];
}

/** Which algorithms of others may run, and whether the Pythons configured for their images exist. */
async function checkForeignAlgorithms(config: WorkerConfig): Promise<[string, void]> {
  const { trustedAlgorithms: trusted, algorithmImages: images } = config;
  for (const interpreter of Object.values(images)) await pythonRuntime(interpreter);
  const allowed = trusted === "any" ? "every algorithm" : `${trusted.length || "no"} algorithms`;
  return [`${allowed} of others allowed, ${Object.keys(images).length || "no"} images replaced`, undefined];
}

async function checkDisk({ dataFolder }: WorkerConfig): Promise<[string, void]> {
  await openDataFolder(dataFolder);
  const { bavail, bsize } = await statfs(dataFolder);
  const free = bavail * bsize;
  if (free < LEAST_DISK) throw new PosthumanError("DISK_FULL");
  return [`${Math.floor(free / 2 ** 30)} GiB free at ${dataFolder}`, undefined];
}

async function checkChain({ rpcUrl }: WorkerConfig, addresses: Addresses): Promise<[string, Client]> {
  const client = await connect({ rpcUrl, addresses });
  return [`block ${await client.provider.getBlockNumber()} at ${client.url}`, client];
}

async function checkCoin({ provider }: Client, account: string): Promise<[string, void]> {
  const balance = await provider.getBalance(account);
  if (balance < LEAST_COIN) {
    throw new PosthumanError("WORKER_BALANCE_TOO_LOW", { account, balance, needed: LEAST_COIN });
  }
  return [formatAmount(balance), undefined];
}

async function checkStake({ contracts }: Client, worker: string): Promise<[string, void]> {
  const [free, needed] = await Promise.all([
    contracts.workers.freeStakeOf(worker),
    contracts.market.LEASE_STAKE(),
  ]);
  if (free < needed)
    throw new PosthumanError("WORKER_STAKE_TOO_SMALL", {
      worker,
      free: formatAmount(free),
      needed: formatAmount(needed),
    });
  return [`${formatAmount(free)} free, ${formatAmount(needed)} for each job`, undefined];
}

async function checkAuthorisation(client: Client, worker: string): Promise<[string, void]> {
  const custodians = await custodiansOf(client, worker);
  if (custodians.length === 0)
    throw new PosthumanError("WORKER_NOT_AUTHORISED", { custodian: "of any model", worker });
  return [`by ${custodians.join(", ")}`, undefined];
}

/** Custodians that let the worker run jobs on their models now. */
async function custodiansOf(client: Client, worker: string): Promise<string[]> {
  const { workers } = client.contracts;
  const events = await queryEvents(client, workers, workers.filters.WorkerAuthorised(undefined, worker));
  const latest = new Map(events.map(({ args }) => [args.custodian, args.authorised]));
  return [...latest].filter(([, authorised]) => authorised).map(([custodian]) => custodian);
}
