import { expect, test } from "vitest";
import { askerOf, earnsBirth, hasResult, isFinal, isRefunded, jobFee, jobStates, sessionFee } from "./job.ts";

const [alice, bob, checkout] = ["0xa11ce", "0xb0b", "0xc0de"];

test("each state says whether the job is over, has a result, and was refunded", () => {
  expect(jobStates.filter(isFinal)).toEqual(["Settled", "Cancelled", "Failed", "Expired", "Born"]);
  expect(jobStates.filter(hasResult)).toEqual(["Submitted", "Settled", "Born"]);
  expect(jobStates.filter(isRefunded)).toEqual(["Cancelled", "Failed", "Expired"]);
  for (const ask of [isFinal, hasResult, isRefunded]) expect(ask("undefined")).toBe(false);
});

test("whoever pays asks, unless the checkout paid for the requester", () => {
  const terms = { requester: alice };
  expect(askerOf({ payer: alice, terms }, checkout)).toBe(alice);
  expect(askerOf({ payer: bob, terms }, checkout)).toBe(bob);
  expect(askerOf({ payer: checkout, terms }, checkout)).toBe(alice);
});

test.each([
  { fixed: 5n, perSecond: 0n, seconds: 9, maxFee: 100n, fee: 5n },
  { fixed: 5n, perSecond: 2n, seconds: 1.1, maxFee: 100n, fee: 9n },
  { fixed: 5n, perSecond: 2n, seconds: 1_000, maxFee: 100n, fee: 100n },
  { fixed: 5n, perSecond: 2n, seconds: -3, maxFee: 100n, fee: 5n },
])("asks $fee for $seconds s of a job that offers $maxFee", ({ fee, seconds, maxFee, ...price }) => {
  expect(jobFee(price, seconds, maxFee)).toBe(fee);
});

test.each([
  [100n, 100n, 500, 1_000, 50n],
  [100n, 40n, 500, 1_000, 20n],
  [100n, 1_000n, 1, 1_000, 1n],
  [100n, 100n, 1_001, 1_000, 100n],
  [7n, 7n, 1, 3, 3n],
  [0n, 5n, 3, 3, 0n],
])("of a session's price of %d (at most %d), %d tokens of %d cost %d", (price, maxFee, used, budget, fee) => {
  expect(sessionFee(price, maxFee, used, budget)).toBe(fee);
});

test.each([
  ["train", 5n, 5n, true],
  ["train", 4n, 5n, false],
  ["train", 1n, 0n, true],
  ["train", 0n, 0n, false],
  ["train", -1n, 0n, false],
  ["evaluate", 5n, 5n, false],
])("%s with a gain of %d, where %d is the least: birth %s", (kind, gain, minGain, due) => {
  expect(earnsBirth(kind, { gain }, minGain)).toBe(due);
});
