import { expect, test } from "vitest";
import { sessionFee } from "./sessionFee.ts";

test.each([
  [100n, 100n, 500, 1_000, 50n],
  [100n, 40n, 500, 1_000, 20n],
  [100n, 1_000n, 1, 1_000, 1n],
  [100n, 100n, 1_001, 1_000, 100n],
  [7n, 7n, 1, 3, 3n],
  [0n, 5n, 3, 3, 0n],
])("of %d (at most %d), %d tokens of %d cost %d", (price, maxFee, used, budget, fee) => {
  expect(sessionFee(price, maxFee, used, budget)).toBe(fee);
});
