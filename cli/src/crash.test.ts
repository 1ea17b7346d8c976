import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { executePlan, planRequest, queryEvents } from "@posthuman/sdk";
import { startFamily, type Family } from "@posthuman/worker/testing/startFamily";
import { statesOf, watchJob } from "@posthuman/worker/testing/watchJob";

const MAIN = join(import.meta.dirname, "main.ts");

/** From the lease to the birth, in the order in which a training passes them. */
const POINTS = ["leased", "prepared", "progress", "ran", "collected", "submitted", "settle", "birth"];

let family: Family;
let workers = 0;

// However long a worker takes to start again, its lease lasts.
beforeAll(async () => void (family = await startFamily({ leaseSeconds: 3_600 })));
afterAll(() => family[Symbol.asyncDispose]());

async function startWorker(name: string, env: Record<string, string> = {}) {
  const config = join(family.folder, `${name}.json`);
  const child = spawn(process.execPath, [MAIN, "worker", "start", "--config", config], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const gone = once(child, "exit") as Promise<[number | null, string | null]>;
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const { url, worker } = JSON.parse(line) as { url: string; worker: string };
  return { child, gone, url, worker };
}

test.each(POINTS)("killed at %s and started again, it brings the training to one result", async (point) => {
  const { bob, model } = family;
  // A second try begins with a new worker.
  const name = `${point}-${++workers}`;
  const config = await family.prepareNode(name);
  writeFileSync(join(family.folder, `${name}.json`), JSON.stringify(config));
  const first = await startWorker(name, { POSTHUMAN_CRASH_AT: `engine.${point}` });
  const plan = await planRequest(bob, {
    endpoint: first.url,
    kind: "train",
    model,
    childName: "M2",
    datasets: [{ name: "text.txt", source: Buffer.from("Text.") }],
  });
  const { id } = (await executePlan(bob, plan)).result;
  expect(await first.gone).toEqual([null, "SIGKILL"]);

  const second = await startWorker(name);
  const updates = await watchJob(bob, id);
  expect(statesOf(updates)).toEqual(["Requested", "Leased", "Submitted", "Settled"]);
  expect(updates.filter(({ type }) => type === "birth")).toHaveLength(1);
  const { market } = bob.contracts;
  for (const event of [market.filters.JobLeased(id), market.filters.JobSubmitted(id)]) {
    expect(await queryEvents(bob, market, event)).toHaveLength(1);
  }
  second.child.kill("SIGTERM");
  expect(await second.gone).toEqual([0, null]);
});
