import { expect, test } from "vitest";
import { decide, type JobStatus, type Standpoint } from "./schedule.ts";

const ME = "0x0000000000000000000000000000000000000001";
const OTHER = "0x0000000000000000000000000000000000000002";
const ANYONE = "0x0000000000000000000000000000000000000000";

const job = (status: Partial<JobStatus>): JobStatus => ({
  state: "Requested",
  worker: undefined,
  reservedFor: ANYONE,
  until: 0,
  deadline: 1_000,
  birthDue: false,
  ...status,
});
const at = (now: number, tidy = true): Standpoint => ({ worker: ME, now, tidy, grace: 30 });

test("takes what anyone or only this worker may take, until the deadline", () => {
  expect(decide(job({}), at(999))).toBe("take");
  expect(decide(job({ reservedFor: ME }), at(999))).toBe("take");
  expect(decide(job({ reservedFor: OTHER }), at(999))).toBeUndefined();
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
