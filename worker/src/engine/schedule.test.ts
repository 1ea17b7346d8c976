import { expect, test } from "vitest";
import type { ChainJob } from "../job/ChainJob.ts";
import { createSchedule, decide, type Standpoint } from "./schedule.ts";

const ME = "0x0000000000000000000000000000000000000001";
const OTHER = "0x0000000000000000000000000000000000000002";
const ANYONE = "0x0000000000000000000000000000000000000000";

const job = (changes: Partial<ChainJob>, reservedFor = ANYONE) =>
  ({
    state: "Requested",
    worker: undefined,
    until: 0,
    birthDue: false,
    terms: { worker: reservedFor, deadline: 1_000n },
    ...changes,
  }) as ChainJob;
const at = (now: number, tidy = true): Standpoint => ({ worker: ME, now, tidy, grace: 30 });

test("takes what anyone or only this worker may take, until the deadline", () => {
  expect(decide(job({}), at(999))).toBe("take");
  expect(decide(job({}, ME), at(999))).toBe("take");
  expect(decide(job({}, OTHER), at(999))).toBeUndefined();
  expect(decide(job({ worker: ME }), at(999))).toBeUndefined();
  expect(decide(job({}), at(1_000))).toBe("expire");
  expect(decide(job({}), at(1_000, false))).toBeUndefined();
});

test("runs its own lease and ends those that ran out, others' after a grace", () => {
  const leased = (worker: string) => job({ state: "Leased", worker, until: 100 });
  expect(decide(leased(ME), at(100))).toBe("run");
  expect(decide(leased(ME), at(101))).toBe("lapse");
  expect(decide(leased(OTHER), at(100))).toBeUndefined();
  expect(decide(leased(OTHER), at(130))).toBeUndefined();
  expect(decide(leased(OTHER), at(131))).toBe("lapse");
  expect(decide(leased(OTHER), at(131, false))).toBeUndefined();
});

test("settles after the window, and makes the birth that is due", () => {
  const submitted = (worker: string) => job({ state: "Submitted", worker, until: 100 });
  expect(decide(submitted(ME), at(100))).toBeUndefined();
  expect(decide(submitted(ME), at(101, false))).toBe("settle");
  expect(decide(submitted(OTHER), at(131))).toBe("settle");
  expect(decide(job({ state: "Settled", worker: ME, birthDue: true }), at(1))).toBe("birth");
  expect(decide(job({ state: "Settled", worker: ME }), at(1))).toBeUndefined();
});

test.each(["None", "Cancelled", "Failed", "Expired"] as const)("leaves a job that is %s", (state) => {
  expect(decide(job({ state, worker: ME }), at(2_000))).toBeUndefined();
});

/** Jobs on chain, of which only the first letter of the name says whether they open sessions. */
const onChain = (id: string, changes: Partial<ChainJob> = {}) =>
  ({
    id,
    state: "Requested",
    attempts: 0,
    terms: { kind: id.startsWith("t") ? "train" : "infer" },
    ...changes,
  }) as ChainJob;

/** A schedule with one slot and one for sessions, and the steps that were begun and are not ended. */
function scheduled() {
  const asked: string[] = [];
  const steps = new Map<string, PromiseWithResolvers<void> & { readonly abandoned: AbortSignal }>();
  const schedule = createSchedule({
    slots: 1,
    sessionSlots: 1,
    opensSession({ id }) {
      asked.push(id);
      if (id.startsWith("x")) return Promise.reject(new Error("no manifest"));
      return Promise.resolve(id.startsWith("s"));
    },
    onChange: () => undefined,
  });
  const begin = (job: ChainJob) =>
    schedule.begin(job, "take", (abandoned) => {
      const step = { ...Promise.withResolvers<void>(), abandoned };
      steps.set(job.id, step);
      return step.promise;
    });
  return { schedule, asked, steps, begin };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("gives jobs and sessions slots of their own", async () => {
  const { schedule, asked, steps, begin } = scheduled();
  begin(onChain("t1"));
  expect(schedule.turnOf(onChain("t1"), "take")).toBe("later");
  expect(schedule.turnOf(onChain("t2"), "take")).toBe("full");
  expect(schedule.turnOf(onChain("t2"), "settle")).toBe("now");

  // Whether it opens a session is asked once, and known a moment later.
  expect(schedule.turnOf(onChain("s1"), "take")).toBe("later");
  expect(schedule.turnOf(onChain("s1"), "take")).toBe("later");
  await settled();
  expect(asked).toEqual(["s1"]);
  expect(schedule.turnOf(onChain("s1"), "take")).toBe("now");
  begin(onChain("s1"));
  schedule.turnOf(onChain("s2"), "take");
  await settled();
  expect(schedule.turnOf(onChain("s2"), "take")).toBe("full");

  steps.get("t1")!.resolve();
  await settled();
  expect(schedule.turnOf(onChain("t2"), "take")).toBe("now");
});

test("takes a job whose manifest is missing for no session, until something changes", async () => {
  const { schedule, asked } = scheduled();
  schedule.turnOf(onChain("x"), "take");
  await settled();
  expect(schedule.turnOf(onChain("x"), "take")).toBe("now");
  schedule.refresh();
  expect(schedule.turnOf(onChain("x"), "take")).toBe("later");
  await settled();
  expect(asked).toEqual(["x", "x"]);
});

test("delays a step in one state of its job; a refresh forgets the delays of takes alone", () => {
  const { schedule } = scheduled();
  const [refused, lapsed] = [onChain("t1"), onChain("t1", { attempts: 1 })];
  schedule.delay(refused, "take", Infinity);
  schedule.delay(refused, "expire", 60);
  expect(schedule.turnOf(refused, "take")).toBe("later");
  expect(schedule.turnOf(lapsed, "take")).toBe("now");
  schedule.refresh();
  expect(schedule.turnOf(refused, "take")).toBe("now");
  expect(schedule.turnOf(refused, "expire")).toBe("later");
});

test("abandons steps, and is idle when all have ended", async () => {
  const { schedule, steps, begin } = scheduled();
  begin(onChain("t1"));
  schedule.abandon((id) => id === "t2");
  expect(steps.get("t1")!.abandoned.aborted).toBe(false);
  schedule.abandon((id) => id === "t1");
  expect(steps.get("t1")!.abandoned.aborted).toBe(true);
  let isIdle = false;
  const idle = schedule.idle().then(() => (isIdle = true));
  await settled();
  expect([schedule.isBusy("t1"), isIdle]).toEqual([true, false]);
  steps.get("t1")!.resolve();
  await idle;
  expect(schedule.isBusy("t1")).toBe(false);
});
