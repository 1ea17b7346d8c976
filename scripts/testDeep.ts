/**
 * `npm run test:deep [-- part…]`: what is too slow for `npm test`, of the contracts. Runs all parts, however the earlier
 * ones end.
 *
 *   random     the Solidity tests with 10 000 inputs each and 500 sequences of 100 calls, from a new seed each time;
 *              FUZZ_SEED=0x… repeats a run
 *   coverage   every line and statement of the contracts is run
 *   slither    static analysis
 *   mutation   mistakes in the contracts are noticed
 */
import { randomBytes } from "node:crypto";
import { runParts, type Part } from "./test/runParts.ts";

const seed = process.env.FUZZ_SEED ?? `0x${randomBytes(32).toString("hex")}`;
const env = { FUZZ_SEED: seed };
const script = (name: string, file: string): Part => ({
  name,
  command: [process.execPath, `scripts/${file}.ts`],
  env,
});

const parts: readonly Part[] = [
  {
    name: "random",
    command: ["node_modules/.bin/hardhat", "test", "solidity", "--test-profile", "deep"],
    env,
  },
  script("coverage", "coverage"),
  script("slither", "slither"),
  script("mutation", "mutate"),
];

console.log(`FUZZ_SEED=${seed}`);
process.exitCode = runParts(parts, process.argv.slice(2), `FUZZ_SEED=${seed}`);
