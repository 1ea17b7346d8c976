import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { authoriseWorker, parseAmount, stake } from "@posthuman/sdk";
import type { WorkerConfigInput } from "@posthuman/worker";
import type { Account, Stack } from "../stack/startStack.ts";
import { startWorker, type RunningWorker } from "../stack/startWorker.ts";
import type { Corpus } from "./materials.ts";
import type { Screen } from "./screen.ts";

const STAKE = parseAmount("500");

/** Which worker, for whom. */
interface CustodianWorkerParameters {
  /** The custodian, who stakes for the worker and authorises it. */
  readonly custodian: Account;
  /** Folder of the worker's files. */
  readonly folder: string;
  /** Threads of one job. */
  readonly threads: number;
  /** OCEAN asked for each job, in wei. */
  readonly fee: bigint;
  /** Further settings of its configuration. */
  readonly config?: Partial<WorkerConfigInput>;
  /** Added to the worker's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A custodian's worker and the path of its configuration. */
export interface CustodianWorker extends RunningWorker {
  readonly config: string;
  /** What it was started with: `startWorker` with these starts it again. */
  readonly settings: WorkerConfigInput;
}

/** Starts a worker with an account of its own; its custodian stakes for it and lets it run jobs. */
export async function startCustodianWorker(
  stack: Stack,
  parameters: CustodianWorkerParameters,
): Promise<CustodianWorker> {
  const { custodian, folder, threads, fee, env, config } = parameters;
  await mkdir(folder, { recursive: true });
  const account = await stack.newAccount(0n);
  const keyFile = join(folder, "key");
  await writeFile(keyFile, account.wallet.privateKey, { mode: 0o600 });
  const price = { fixed: fee.toString() };
  const settings: WorkerConfigInput = {
    name: "alice",
    dataFolder: join(folder, "data"),
    rpcUrl: stack.rpcUrl,
    addresses: stack.addressesFile,
    key: { file: keyFile },
    confirmations: 1,
    pollMs: 250,
    threads,
    fees: { train: price, infer: price, evaluate: price },
    ...config,
  };
  const worker = await startWorker(folder, settings, env);
  await stake(custodian.client, { worker: worker.address, amount: STAKE });
  await authoriseWorker(custodian.client, { worker: worker.address });
  return { ...worker, settings, config: join(folder, "worker.json") };
}

const names = ["Alice", "Bob", "Charlie", "Derek", "Elena", "tail"] as const;

/** Who takes part: five people and the family's tail recipient, each with their own wallet. */
export type Name = (typeof names)[number];

/** The accounts by name. */
export type People = Readonly<Record<Name, Account>>;

/** Makes the accounts; each but the tail recipient gets OCEAN to spend. */
export async function makePeople(stack: Stack): Promise<People> {
  const people: Partial<Record<Name, Account>> = {};
  for (const name of names) people[name] = await stack.newAccount(name === "tail" ? 0n : parseAmount("1000"));
  return people as People;
}

/** The name of an address, or the address. */
export function nameOf(people: People, address: string): string {
  return names.find((name) => people[name].address === address) ?? address;
}

/** Everything that a step of the story needs. */
export interface StoryContext {
  readonly screen: Screen;
  readonly stack: Stack;
  readonly people: People;
  readonly custodianWorker: CustodianWorker;
  readonly corpus: Corpus;
  /** Where results and pictures go, a folder for each person. */
  readonly folder: string;
}
