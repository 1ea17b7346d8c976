import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  EdrContext,
  FsAccessPermission,
  L1_CHAIN_TYPE,
  l1HardforkLatest,
  l1HardforkToString,
  l1SolidityTestRunnerFactory,
  TestStatus,
  type Artifact,
  type SolidityTestRunnerConfigArgs,
} from "@nomicfoundation/edr";
import { hardhatSettings } from "../contracts/hardhatSettings.ts";
import type { Code } from "./createCompiler.ts";

/**
 * Runs the Solidity tests with other code for some contracts, those of the named contract first, and stops after the
 * group in which one failed; resolves to its name.
 */
export type RunTests = (code: Code, contract?: string) => Promise<string | undefined>;

interface Suite extends Artifact {
  readonly file: string;
}

/** Enough for every test that has an end, and for a loop without end to stop soon. */
const GAS_LIMIT = 2n ** 32n;
const FUZZ_RUNS = 64;
const INVARIANT = { runs: 4, depth: 64, failOnRevert: true, shrinkRunLimit: 0 };

/**
 * A runner of the compiled Solidity tests in this process. The tests deploy our contracts by name, so those can be
 * exchanged without compiling the tests again. Random inputs are the same in each run.
 * @param root the checkout, from which the tests read Ocean's contracts; what was compiled is read from the working
 * directory
 */
export async function createTester(root: string): Promise<RunTests> {
  const context = new EdrContext();
  await context.registerSolidityTestRunnerFactory(L1_CHAIN_TYPE, l1SolidityTestRunnerFactory());
  const contracts = readArtifacts("artifacts");
  const tests = readArtifacts("cache/test-artifacts");
  const suites = tests.filter(isSuite);
  const folder = mkdtempSync(join(tmpdir(), "mutation-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const settings = runnerConfig(root, folder);

  return async (code, contract) => {
    const artifacts = [...contracts.map((artifact) => exchange(artifact, code)), ...tests];
    const groups = Map.groupBy(suites, (suite) => groupOf(suite, contract));
    for (const [, group] of [...groups].sort(([a], [b]) => a - b)) {
      const failure = await firstFailure(context, artifacts, group, settings);
      if (failure !== undefined) return failure;
    }
    return undefined;
  };
}

/** Random sequences of calls take longest, so they come last. */
function groupOf({ file }: Suite, contract: string | undefined): number {
  if (file.includes(".invariant.")) return 2;
  return file.startsWith(`contracts/${contract}.`) ? 0 : 1;
}

/** Runs suites to their end. Results may come after the runner says that it is done, so they are counted. */
async function firstFailure(
  context: EdrContext,
  artifacts: Artifact[],
  suites: readonly Suite[],
  settings: SolidityTestRunnerConfigArgs,
): Promise<string | undefined> {
  let failure: string | undefined;
  let left = suites.length;
  const { promise: all, resolve } = Promise.withResolvers<void>();
  await context.runSolidityTests(
    L1_CHAIN_TYPE,
    artifacts,
    suites.map(({ id }) => id),
    settings,
    { buildInfos: [], ignoreContracts: false },
    ({ id, testResults }) => {
      const failed = testResults.find(({ status }) => status === TestStatus.Failure);
      if (failed) failure ??= `${id.name}.${failed.name}`;
      left -= 1;
      if (left === 0) resolve();
    },
  );
  await all;
  return failure;
}

function readArtifacts(folder: string): Suite[] {
  return globSync(`${folder}/contracts/**/*.json`).map((file) => {
    const artifact = JSON.parse(readFileSync(file, "utf8")) as Artifact["contract"] & {
      readonly abi: unknown;
      readonly contractName: string;
      readonly sourceName: string;
      readonly inputSourceName: string;
      readonly buildInfoId: string;
    };
    const [, major, minor, patch] = /^solc-(\d+)_(\d+)_(\d+)/.exec(artifact.buildInfoId)!;
    return {
      file: artifact.sourceName,
      id: {
        name: artifact.contractName,
        source: artifact.inputSourceName,
        solcVersion: `${major}.${minor}.${patch}`,
      },
      contract: {
        abi: JSON.stringify(artifact.abi),
        bytecode: artifact.bytecode!,
        linkReferences: artifact.linkReferences!,
        deployedBytecode: artifact.deployedBytecode!,
        deployedLinkReferences: artifact.deployedLinkReferences!,
      },
    };
  });
}

const isSuite = ({ file, contract }: Suite) =>
  file.endsWith(".t.sol") && contract.bytecode !== "0x" && /"name":"(?:test|invariant)/.test(contract.abi);

function exchange(artifact: Suite, code: Code): Artifact {
  const bytecode = artifact.file.startsWith("contracts/testing/") ? undefined : code.get(artifact.id.name);
  if (bytecode === undefined) return artifact;
  return { ...artifact, contract: { ...artifact.contract, bytecode: `0x${bytecode}` } };
}

/** The settings of the default profile in the Hardhat configuration, with fewer random runs. */
function runnerConfig(root: string, folder: string): SolidityTestRunnerConfigArgs {
  const { solidity = {} } = hardhatSettings.test ?? {};
  const profile = "profiles" in solidity ? solidity.profiles.default : solidity;
  const readable = profile?.fsPermissions?.readDirectory ?? [];
  return {
    projectRoot: root,
    hardfork: l1HardforkToString(l1HardforkLatest()),
    fsPermissions: readable.map((path) => ({ access: FsAccessPermission.ReadDirectory, path })),
    gasLimit: GAS_LIMIT,
    disableBlockGasLimit: true,
    disableTransactionGasCap: true,
    fuzz: { runs: FUZZ_RUNS, seed: `0x${"7".repeat(64)}`, failurePersistDir: folder },
    invariant: { ...INVARIANT, failurePersistDir: folder },
  };
}
