import { expect, test } from "vitest";
import { feeOf } from "./feeOf.ts";

test.each([
  { fixed: 5n, perSecond: 0n, seconds: 9, maxFee: 100n, fee: 5n },
  { fixed: 5n, perSecond: 2n, seconds: 1.1, maxFee: 100n, fee: 9n },
  { fixed: 5n, perSecond: 2n, seconds: 1_000, maxFee: 100n, fee: 100n },
  { fixed: 5n, perSecond: 2n, seconds: -3, maxFee: 100n, fee: 5n },
])("asks $fee for $seconds s of a job that offers $maxFee", ({ fee, seconds, maxFee, ...price }) => {
  expect(feeOf(price, seconds, maxFee)).toBe(fee);
});
