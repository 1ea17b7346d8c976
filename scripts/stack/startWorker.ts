import assert from "node:assert/strict";
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { WorkerConfigInput } from "@posthuman/worker";

/** A worker in its own process. */
export interface RunningWorker {
  readonly url: string;
  /** Its account. */
  readonly address: string;
  /** File with everything that it logged. */
  readonly log: string;
  /** Asks it to stop and waits: the running algorithm keeps its state. */
  stop(): Promise<void>;
  /** Kills it at once, as a power cut would. */
  kill(): Promise<void>;
}

/**
 * Starts `posthuman worker start` and waits until it is ready.
 *
 * @param folder Gets the configuration file and the log.
 * @param env Added to the worker's environment.
 * @throws AssertionError that names the end of its log if it stops before.
 */
export async function startWorker(
  folder: string,
  config: WorkerConfigInput,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningWorker> {
  const configFile = join(folder, "worker.json");
  const log = join(folder, "worker.log");
  await writeFile(configFile, JSON.stringify(config, null, 2));
  const args = ["cli/src/main.ts", "worker", "start", "--config", configFile];
  const child = endWithParent(
    spawn(process.execPath, args, {
      cwd: join(import.meta.dirname, "../.."),
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
  child.stderr.pipe(createWriteStream(log, { flags: "a" }));
  const gone = once(child, "exit");
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await gone;
  };
  const first = await Promise.race([once(createInterface({ input: child.stdout }), "line"), gone]);
  assert(typeof first[0] === "string", `The worker stopped before it was ready; see ${log}.`);
  const { url, worker } = JSON.parse(first[0]) as { url: string; worker: string };
  return { url, address: worker, log, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
}

const run = promisify(execFile);

/** Runs `posthuman … --json` in a process of its own and returns the document that it prints. */
export async function runPosthuman<T>(...args: string[]): Promise<T> {
  const main = join(import.meta.dirname, "../../cli/src/main.ts");
  const { stdout } = await run(process.execPath, [main, ...args, "--json"], { maxBuffer: 2 ** 26 });
  return JSON.parse(stdout) as T;
}

/** Kills a child when this process exits, however that comes about, and returns it. */
export function endWithParent<T extends ChildProcess>(child: T): T {
  const end = () => child.kill("SIGKILL");
  // Before whatever else happens at the exit, such as removing the folder that the child writes to.
  process.prependOnceListener("exit", end);
  child.once("exit", () => process.off("exit", end));
  return child;
}
