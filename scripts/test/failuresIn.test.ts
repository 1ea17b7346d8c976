import { expect, test } from "vitest";
import { failuresIn } from "./runner.ts";

test.each([
  ["vitest", "\u001b[31m FAIL \u001b[39m a.test.ts > x\nError: 1\n\n FAIL  b.test.ts > y\nError: 2", 2],
  ["hardhat", "1 failing (1 mocha)\n\n  1) a market\n       pays:\n     Error: no", 1],
  ["pytest", "=== short test summary info ===\nFAILED tests/test_a.py::test_b - assert 1 == 2\n1 failed", 1],
  ["vitest", "      Tests  20 passed (20)\n", 0],
] as const)("%s: %j", (runner, printed, count) => {
  expect(failuresIn(runner, printed)).toHaveLength(count);
});

test("an account holds the error, and not the next one", () => {
  const [first] = failuresIn("vitest", " FAIL  a > x\nError: 1\n\n FAIL  b > y\nError: 2");
  expect(first).toBe(" FAIL  a > x\nError: 1");
});
