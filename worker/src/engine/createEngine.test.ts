import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { PosthumanError } from "@posthuman/sdk";
import type { ChainJob } from "../job/ChainJob.ts";
import { createEngine } from "./createEngine.ts";
import type { EngineContext } from "./EngineContext.ts";

const WORKER = "0x0000000000000000000000000000000000000001";
const JOB = {
  id: "0x01",
  state: "Requested",
  attempts: 0,
  terms: { kind: "train", worker: WORKER, model: WORKER, deadline: 10_000n, maxFee: 0n },
} as ChainJob;

/** Runs an engine that has one job to take, whose order cannot be read for the reason given. */
function runEngine(reason: Error) {
  const jobsFolder = mkdtempSync(join(tmpdir(), "engine-"));
  const shown: PosthumanError[] = [];
  let tries = 0;
  const ignore = () => undefined;
  const engine = createEngine({
    worker: WORKER,
    chain: {
      job: () => JOB,
      openJobs: () => [JOB],
      lineage: () => [{ custodian: WORKER }],
      isAuthorised: () => true,
    },
    clock: { blockTime: () => 0, now: () => 0 },
    orders: {
      of() {
        tries++;
        return Promise.reject(reason);
      },
    },
    errors: { set: (_: string, error: PosthumanError) => void shown.push(error), get: ignore, clear: ignore },
    execution: { events: { wake: ignore }, log: { debug: ignore, info: ignore, warn: ignore }, runner: {} },
    sessions: { slots: 1, longestSeconds: 1 },
    prices: { train: { fixed: 0n } },
    slots: 1,
    jobsFolder,
    pollMs: 5,
  } as unknown as EngineContext);
  const stop = new AbortController();
  const ended = engine.run(stop.signal);
  onTestFinished(async () => {
    stop.abort();
    await ended;
    rmSync(jobsFolder, { recursive: true });
  });
  return { engine, shown, tries: () => tries };
}

/** Lets an hour pass on the engine's clock, and the engine look at its jobs. */
async function passHour(): Promise<void> {
  const later = performance.now() + 3_600_000;
  const clock = vi.spyOn(performance, "now").mockReturnValue(later);
  onTestFinished(() => clock.mockRestore());
  await sleep(100);
}

test("shows a job that breaks the worker as its fault, and tries it again only when something changes", async () => {
  const reason = new RangeError("Maximum call stack size exceeded");
  const { engine, shown, tries } = runEngine(reason);
  await expect.poll(() => shown).toHaveLength(1);
  expect(shown[0]).toMatchObject({ code: "INTERNAL", cause: reason });
  await passHour();
  expect(tries()).toBe(1);
  engine.wake();
  await expect.poll(tries).toBe(2);
});

test("tries a job again after a fault of the operating system", async () => {
  const { shown, tries } = runEngine(Object.assign(new Error("EMFILE"), { syscall: "open", code: "EMFILE" }));
  await expect.poll(() => shown).toHaveLength(1);
  expect(shown[0]?.code).toBe("INTERNAL");
  await passHour();
  expect(tries()).toBeGreaterThan(1);
});
