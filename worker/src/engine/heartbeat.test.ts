import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { PosthumanError } from "@posthuman/sdk";
import type { Progress } from "../execution/progress.ts";
import { heartbeat, type HeartbeatOptions } from "./heartbeat.ts";

const progress = { progress: 1, checkpoint: "0x" };

/** Lets it beat until something has happened, or for a moment. */
async function beat(given: Partial<HeartbeatOptions>, until: () => Promise<unknown> = () => sleep(50)) {
  const stop = new AbortController();
  const lost: unknown[] = [];
  const renewed: (readonly [number, Progress])[] = [];
  const beating = heartbeat({
    leaseSeconds: 30,
    until: 130,
    deadline: 1_000,
    now: () => 100,
    progress: () => Promise.resolve({ ...progress, progress: renewed.length + 1 }),
    renew(until, said) {
      renewed.push([until, said]);
      return Promise.resolve(until + 100);
    },
    onLost: (reason) => lost.push(reason),
    signal: stop.signal,
    ...given,
  });
  await until();
  stop.abort();
  await beating;
  return { lost, renewed };
}

test("renews when a third of the lease has passed, and not before", async () => {
  expect((await beat({ now: () => 109 })).renewed).toEqual([]);
  expect((await beat({ now: () => 110 })).renewed).toEqual([[130, progress]]);
});

test("does not renew what cannot get longer", async () => {
  expect((await beat({ deadline: 130, now: () => 125 })).renewed).toEqual([]);
});

test("gives the lease up when it has run out, or was taken away", async () => {
  expect((await beat({ now: () => 131 })).lost).toMatchObject([{ code: "LEASE_LOST" }]);
  const refused = new PosthumanError("TRANSACTION_REFUSED", { description: "renew", error: "NOT_WORKER" });
  const { lost } = await beat({ now: () => 120, renew: () => Promise.reject(refused) });
  expect(lost).toEqual([refused]);
});

test("tries again, and says the same, when the chain is silent", async () => {
  const said: Progress[] = [];
  const renew = (_: number, what: Progress) => {
    said.push(what);
    return said.length < 3 ? Promise.reject(new PosthumanError("RPC_UNREACHABLE")) : Promise.resolve(500);
  };
  let calls = 0;
  const counted = () => Promise.resolve({ ...progress, progress: (calls += 1) });
  const thrice = () => expect.poll(() => said.length).toBe(3);
  const { lost } = await beat({ now: () => 120, renew, progress: counted }, thrice);
  expect(lost).toEqual([]);
  expect(said).toEqual([progress, progress, progress]);
});
