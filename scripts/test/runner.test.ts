import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runner } from "./runner.ts";

const suite = (printed: string, code: number) =>
  runner(
    "x",
    "pytest",
    process.execPath,
    "--eval",
    `console.log(${JSON.stringify(printed)}); process.exit(${code})`,
  );

// What these suites print is not an account of this one, for whoever reads its output.
beforeEach(() => void vi.spyOn(process.stdout, "write").mockReturnValue(true));
afterEach(() => void vi.restoreAllMocks());

test("counts what the program ran", async () => {
  expect(await suite("3 passed in 1.0s", 0).run()).toMatchObject({ passed: 3, failed: 0 });
  expect(await suite("1 failed, 3 passed in 1.0s", 1).run()).toMatchObject({ passed: 3, failed: 1 });
});

test("a suite that breaks or runs no test has failed", async () => {
  expect(await suite("3 passed in 1.0s", 1).run()).toMatchObject({ passed: 3, failed: 1 });
  expect(await suite("Segmentation fault", 139).run()).toMatchObject({ passed: 0, failed: 1 });
  expect(await suite("FAILED a.py::b - no\n1 failed in 0.1s", 1).run()).toMatchObject({
    failures: ["FAILED a.py::b - no"],
  });
  expect(await suite("no tests ran in 0.01s", 0).run()).toMatchObject({ passed: 0, failed: 1 });
});
