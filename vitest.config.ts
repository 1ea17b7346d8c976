import { defineConfig } from "vitest/config";

/** A test waits for what happens; how long that takes on a busy machine says nothing. These bounds end what hangs. */
const patience = {
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 120_000 } },
};

/** Unit tests stand beside the code; what needs a chain, a worker and real training is in test/e2e. */
export default defineConfig({
  test: {
    globalSetup: "scripts/test/vitestSetup.ts",
    projects: [
      {
        test: {
          name: "unit",
          include: ["{sdk,worker,cli,scripts,deploy}/**/*.test.ts"],
          // Most wait for processes and blocks rather than for a core.
          maxWorkers: 3,
          ...patience,
          // Whatever fails twice has failed.
          retry: 1,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          // Each file starts a chain and a worker that trains on one thread.
          maxWorkers: 3,
          ...patience,
          sequence: { groupOrder: 1 },
          testTimeout: 900_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
