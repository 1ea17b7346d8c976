/**
 * `npm run snapshots`: rewrites test/contracts/snapshots and the blocks of docs/guides/one-job.md, after a change of the
 * contracts that means to change them.
 */
import { spawnSync } from "node:child_process";

const files = ["snapshots", "gas", "walkthrough"].map((name) => `test/contracts/${name}.test.ts`);
const { status } = spawnSync("node_modules/.bin/hardhat", ["test", "mocha", ...files], {
  stdio: "inherit",
  env: { ...process.env, UPDATE_SNAPSHOTS: "1" },
});
process.exitCode = status ?? 1;
