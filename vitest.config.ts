import { defineConfig } from "vitest/config";

/** Unit tests stand beside the code; what needs a chain, a worker and real training is in test/e2e. */
export default defineConfig({
  test: {
    globalSetup: "scripts/test/vitestSetup.ts",
    projects: [
      {
        test: {
          name: "unit",
          include: ["{sdk,worker,cli,scripts,deploy}/**/*.test.ts"],
          // Many wait for processes and blocks rather than for a core.
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Many tests race real processes; on a busy machine one may come late. Whatever fails twice has failed.
          retry: 1,
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          // Each file starts a chain and a worker that trains on one thread.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 900_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
