/**
 * `npm run test:deep [-- part…]`: what is too slow for `npm test`. Runs all parts, however the earlier ones end.
 *
 *   random     the Solidity tests with 10 000 inputs each and 500 sequences of 100 calls, from a new seed each time;
 *              FUZZ_SEED=0x… repeats a run
 *   coverage   every line and statement of the contracts is run
 *   slither    static analysis
 *   mutation   mistakes in the contracts are noticed
 */
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { select } from "./options/readArguments.ts";

const seed = process.env.FUZZ_SEED ?? `0x${randomBytes(32).toString("hex")}`;
const hardhat = "node_modules/.bin/hardhat";
const parts = [
  { name: "random", command: [hardhat, "test", "solidity", "--test-profile", "deep"] },
  { name: "coverage", command: [process.execPath, "scripts/coverage.ts"] },
  { name: "slither", command: [process.execPath, "scripts/slither.ts"] },
  { name: "mutation", command: [process.execPath, "scripts/mutate.ts"] },
];

const rows = select(parts, process.argv.slice(2)).map(({ name, command: [program, ...args] }) => {
  console.log(`\n━━ ${name} ━━`);
  if (name === "random") console.log(`FUZZ_SEED=${seed}`);
  const begun = performance.now();
  const env = { ...process.env, FUZZ_SEED: seed };
  const { status, signal } = spawnSync(program!, args, { stdio: "inherit", env });
  if (status !== 0)
    console.log(signal === null ? `ended with exit code ${status}` : `was ended by ${signal}`);
  return { name, ok: status === 0, minutes: (performance.now() - begun) / 60_000 };
});

console.log();
for (const { name, ok, minutes } of rows)
  console.log(`${ok ? "✓" : "✗"} ${name.padEnd(10)} ${minutes.toFixed(1)} min`);
const failed = rows.filter(({ ok }) => !ok).length;
console.log(`${rows.length - failed} passed, ${failed} failed; FUZZ_SEED=${seed}`);
process.exitCode = failed === 0 ? 0 : 1;
