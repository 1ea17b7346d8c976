import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { configVariable, defineConfig } from "hardhat/config";
import { publicNetworks, type PublicNetwork } from "../../deploy/publicNetworks.ts";

/** The compiler is npm's WASM `solc`, so a build needs no download of its own. */
const compiler = (viaIR: boolean) => ({
  version: "0.8.37",
  path: fileURLToPath(import.meta.resolve("solc/soljson.js")),
  settings: {
    evmVersion: "cancun",
    optimizer: viaIR ? { enabled: true, runs: 10_000 } : { enabled: false },
    viaIR,
    outputSelection: { "*": { "*": ["devdoc", "storageLayout", "userdoc"] } },
  },
});

/**
 * What is deployed is compiled by way of Yul: slower to compile, and 6 000 gas cheaper a job. Solidity tests are not, nor
 * are they optimised, which takes three quarters of their compiler's time; Mocha's tests run what is deployed.
 */
const deployed = globSync("contracts/*.sol", { exclude: ["**/*.t.sol"] });

/** Blocks every second, as on a real chain, and one at once for each transaction. */
const mining = { auto: true, interval: 1000 };

/**
 * Settings of the Solidity tests, which deploy Ocean's contracts from the bytecode of its package. Their random inputs
 * are the same each time, unless FUZZ_SEED is set.
 */
const solidityTests = (fuzzRuns: number, invariant: { runs: number; depth: number }) => ({
  fsPermissions: { readDirectory: ["node_modules/@oceanprotocol/contracts/artifacts"] },
  fuzz: { runs: fuzzRuns, ...(process.env.FUZZ_SEED ? { seed: process.env.FUZZ_SEED } : {}) },
  invariant: { ...invariant, failOnRevert: true },
});

/** A network that Ocean is on, as Hardhat reaches it: `SEPOLIA_RPC_URL`, `SEPOLIA_PRIVATE_KEY` and so on. */
const reached = ({ variable, chainId }: PublicNetwork) => ({
  type: "http" as const,
  chainId,
  url: configVariable(`${variable}_RPC_URL`),
  accounts: [configVariable(`${variable}_PRIVATE_KEY`)],
});

/**
 * How Hardhat compiles, tests, deploys and verifies our contracts. `hardhat.config.ts` adds the tasks, which need the
 * SDK; what starts Hardhat from a script needs only these.
 */
export const hardhatSettings = defineConfig({
  plugins: [toolbox],
  solidity: {
    compilers: [compiler(false)],
    overrides: Object.fromEntries(deployed.map((file) => [file, compiler(true)])),
    splitTestsCompilation: true,
  },
  paths: { ignition: "deploy", tests: { mocha: "test/contracts" } },
  // Made on each build for the Hardhat tests; its namespaces are not the erasable syntax that our own code keeps to.
  typechain: { tsNocheck: true },
  networks: {
    default: { type: "edr-simulated", chainType: "l1", allowUnlimitedContractSize: true },
    node: { type: "edr-simulated", chainType: "l1", mining, allowBlocksWithSameTimestamp: true },
    ...Object.fromEntries(publicNetworks().map((network) => [network.name, reached(network)])),
  },
  verify: { etherscan: { apiKey: configVariable("ETHERSCAN_API_KEY") } },
  coverage: { skipFiles: ["contracts/testing/**"] },
  test: {
    solidity: {
      profiles: {
        default: solidityTests(256, { runs: 20, depth: 64 }),
        deep: solidityTests(10_000, { runs: 500, depth: 100 }),
      },
    },
  },
});
