import { expect, test } from "vitest";
import { countTests } from "./runner.ts";

test.each([
  ["hardhat", "  12 passing\n\n\u001b[32m57 passing\u001b[39m (12 solidity, 45 mocha)\n\n", 57, 0],
  ["hardhat", "56 passing (11 solidity, 45 mocha)\n2 failing (1 solidity, 1 mocha)\n\n  1) x", 56, 2],
  ["hardhat", "1 failing (1 mocha)\n", 0, 1],
  ["vitest", " Test Files  2 passed (2)\n      Tests  20 passed (20)\n", 20, 0],
  ["vitest", " Test Files  1 failed (1)\n      Tests  1 failed | 19 passed (20)\n", 19, 1],
  ["vitest", "Tests  9 failed | 1 passed (10) in a test's own output\n      Tests  2 passed (2)\n", 2, 0],
  ["pytest", "..F\n1 failed, 12 passed, 2 errors in 3.21s\n", 12, 3],
  ["pytest", "\u001b[32m===== \u001b[1m38 passed\u001b[0m, 1 warning in 61.02s (0:01:01) =====", 38, 0],
  ["pytest", "no tests ran in 0.01s", 0, 0],
  ["vitest", "", 0, 0],
] as const)("%s: %j", (runner, printed, passed, failed) => {
  expect(countTests(runner, printed)).toEqual({ passed, failed });
});
