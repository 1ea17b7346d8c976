import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deploy, DeploymentResultType } from "@nomicfoundation/ignition-core";
import { startChain, type Chain } from "@posthuman/sdk/testing/startChain";
import { Contract, hexlify, parseEther, randomBytes, Transaction, Wallet } from "ethers";
import { ourArtifacts } from "../../deploy/compiled/compiledContracts.ts";
import OceanStack from "../../deploy/modules/OceanStack.ts";
import { signingProvider } from "../../deploy/signingProvider.ts";

/** A chain that looks like a public network before our contracts are on it. */
export interface PracticeChain extends AsyncDisposable {
  readonly chain: Chain;
  /** File with Ocean's addresses, in the form of Ocean's own. */
  readonly oceanFile: string;
  /** The network's name in that file. */
  readonly network: string;
  /** An account with coin and OCEAN that can deploy. */
  readonly deployer: Wallet;
}

const SEPOLIA = 11_155_111;
const OCEAN_FOR_THE_DEPLOYER = parseEther("1000");

/** How to make it. */
interface PracticeChainOptions {
  /** Anvil's flags; by default a block each second and one for each transaction. */
  readonly flags?: readonly string[];
  /** Who deployed Ocean's contracts; equal keys lead to equal addresses. */
  readonly oceanOwner?: string;
}

/**
 * Starts a chain with Sepolia's chain id in a process of its own, where CreateX is, and where another account deployed
 * Ocean's contracts, at other addresses than Sepolia's.
 *
 * @param folder Gets Ocean's address file.
 */
export async function startPracticeChain(
  folder: string,
  {
    flags = ["--block-time", "1", "--mixed-mining"],
    oceanOwner = hexlify(randomBytes(32)),
  }: PracticeChainOptions = {},
): Promise<PracticeChain> {
  await mkdir(folder, { recursive: true });
  const chain = await startChain(flags, SEPOLIA);
  try {
    return await prepare(chain, folder, oceanOwner);
  } catch (error) {
    await chain[Symbol.asyncDispose]();
    throw error;
  }
}

async function prepare(chain: Chain, folder: string, oceanOwner: string): Promise<PracticeChain> {
  const foreigner = new Wallet(oceanOwner, chain.provider);
  const deployer = new Wallet(Wallet.createRandom().privateKey);
  await chain.fund(foreigner.address);
  await chain.fund(deployer.address);
  await deployCreateX(chain);
  const result = await deploy({
    provider: signingProvider(chain.provider, foreigner),
    accounts: [foreigner.address],
    artifactResolver: ourArtifacts,
    ignitionModule: OceanStack,
    deploymentParameters: {},
    config: { requiredConfirmations: 1, blockPollingInterval: 25 },
  });
  assert(result.type === DeploymentResultType.SUCCESSFUL_DEPLOYMENT, JSON.stringify(result));
  const addresses = Object.fromEntries(
    Object.entries(OceanStack.results).map(([name, { id }]) => [name, result.contracts[id]!.address]),
  );
  const ocean = new Contract(addresses["Ocean"]!, ["function transfer(address,uint256)"], foreigner);
  await ocean.getFunction("transfer")(deployer.address, OCEAN_FOR_THE_DEPLOYER);
  const { ERC20Template, ERC721Template, ...others } = addresses;
  const templates = { ERC20Template: { "1": ERC20Template }, ERC721Template: { "1": ERC721Template } };
  const entry = { chainId: SEPOLIA, startBlock: 1, ...others, ...templates };
  const oceanFile = join(folder, "ocean.json");
  await writeFile(oceanFile, JSON.stringify({ sepolia: entry }, null, 2));
  return {
    chain,
    oceanFile,
    network: "sepolia",
    deployer,
    [Symbol.asyncDispose]: () => chain[Symbol.asyncDispose](),
  };
}

/**
 * Puts CreateX onto a chain, as it came onto every public one: by a transaction that was signed in advance. Ignition
 * carries it, but sends it only on chain 31337.
 */
export async function deployCreateX({ provider, fund }: Chain): Promise<void> {
  const file = "internal/execution/strategy/createx-artifact.js";
  const ignition = import.meta.resolve("@nomicfoundation/ignition-core");
  const { presignedTx } = (await import(new URL(file, ignition).href)) as { presignedTx: string };
  const sender = Transaction.from(presignedTx).from!;
  await fund(sender);
  await (await provider.broadcastTransaction(presignedTx)).wait();
}
