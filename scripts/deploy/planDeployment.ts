import {
  FutureType,
  isFuture,
  type Artifact,
  type Future,
  type IgnitionModule,
} from "@nomicfoundation/ignition-core";
import { PosthumanError } from "@posthuman/sdk";
import { formatEther, Interface, type JsonRpcProvider } from "ethers";
import { ourArtifacts } from "../../deploy/compiled/compiledContracts.ts";
import { CREATE_X, createXAddress, SALT } from "../../deploy/createX.ts";
import type { MarketValues } from "../../deploy/modules/marketOn.ts";
import type { PublicNetwork } from "../../deploy/publicNetworks.ts";
import { sameCode } from "./checkChain.ts";

/** One contract that a deployment consists of. */
export interface PlannedContract {
  readonly name: string;
  /** Where CreateX puts it. */
  readonly address: string;
  readonly artifact: Artifact;
  readonly constructorArguments: readonly unknown[];
  /** Whether its code is already there. */
  readonly exists: boolean;
  /** Gas that its creation takes; 0 if it exists. */
  readonly gas: bigint;
}

const createX = new Interface([
  "function deployCreate2(bytes32 salt, bytes initCode) payable returns (address newContract)",
]);

/**
 * Works out, without sending anything, which contracts of a module have to be created, where they will lie, and how
 * much gas that takes.
 *
 * @param account Who will pay.
 * @throws PosthumanError `CODE_DIFFERS` if something else lies at an address of ours.
 */
export async function planDeployment(
  rpc: JsonRpcProvider,
  module: IgnitionModule,
  account: string,
): Promise<PlannedContract[]> {
  const plan: PlannedContract[] = [];
  const placed = new Map<Future, string>();
  for (const future of module.futures) {
    if (!isDeployment(future)) continue;
    const { contractName: name } = future;
    const artifact = "artifact" in future ? future.artifact : await ourArtifacts.loadArtifact(name);
    const args = future.constructorArgs.map((value) => resolved(value, placed));
    const initCode = artifact.bytecode + new Interface(artifact.abi).encodeDeploy(args).slice(2);
    const address = createXAddress(initCode);
    placed.set(future, address);
    const code = await rpc.getCode(address);
    const exists = code !== "0x";
    if (exists && !sameCode(code, artifact)) throw new PosthumanError("CODE_DIFFERS", { name, address });
    const gas = exists ? 0n : await gasOf(rpc, account, initCode);
    plan.push({ name, address, artifact, constructorArguments: args, exists, gas });
  }
  return plan;
}

type Deployment = Extract<
  Future,
  { type: FutureType.NAMED_ARTIFACT_CONTRACT_DEPLOYMENT | FutureType.CONTRACT_DEPLOYMENT }
>;

function isDeployment(future: Future): future is Deployment {
  return (
    future.type === FutureType.NAMED_ARTIFACT_CONTRACT_DEPLOYMENT ||
    future.type === FutureType.CONTRACT_DEPLOYMENT
  );
}

/** An argument with the addresses of other contracts of the plan in it. */
function resolved(value: unknown, placed: ReadonlyMap<Future, string>): unknown {
  if (Array.isArray(value)) return value.map((part) => resolved(part, placed));
  if (!isFuture(value)) return value;
  return placed.get(value);
}

/** The node's estimate; where a constructor needs a contract that is not there yet, what its size makes it cost. */
async function gasOf(rpc: JsonRpcProvider, from: string, initCode: string): Promise<bigint> {
  const data = createX.encodeFunctionData("deployCreate2", [SALT, initCode]);
  const bySize = BigInt((initCode.length - 2) / 2) * 300n + 300_000n;
  return rpc.estimateGas({ from, to: CREATE_X, data }).catch(() => bySize);
}

/** A deployment that is about to begin. */
interface ShownPlan {
  readonly rpc: JsonRpcProvider;
  readonly network: PublicNetwork;
  readonly values: MarketValues;
  readonly plan: readonly PlannedContract[];
  /** Who pays. */
  readonly account: string;
  /** The endpoint without its secrets. */
  readonly url: string;
}

/**
 * Shows what a deployment will do and cost.
 *
 * @param say Is told, for a person.
 * @returns The gas that it takes; 0 if everything is there.
 * @throws PosthumanError `DEPLOYER_COIN_TOO_LOW` if the account could not pay for it.
 */
export async function showPlan(
  { rpc, network, values, plan, account, url }: ShownPlan,
  say: (line: string) => void,
): Promise<bigint> {
  const gas = plan.reduce((sum, contract) => sum + contract.gas, 0n);
  const { gasPrice, maxFeePerGas } = await rpc.getFeeData();
  const price = gasPrice ?? 0n;
  const need = gas * (maxFeePerGas ?? price);
  const have = await rpc.getBalance(account);
  const stakes = {
    leaseStake: formatEther(values.leaseStake),
    lapsePenalty: formatEther(values.lapsePenalty),
  };
  say(`Network   ${network.name}, chain ${network.chainId}, at ${url}`);
  say(`Account   ${account}, which holds ${formatEther(have)}`);
  for (const [name, value] of Object.entries({ ...values, ...stakes })) {
    say(`With      ${name.padEnd(16)} ${String(value)}`);
  }
  for (const { name, address, exists } of plan) {
    say(`${exists ? "Is there" : "Deploys "}  ${name.padEnd(16)} ${address}`);
  }
  say(
    `Cost      about ${gas} gas, ${formatEther(gas * price)} of the chain's coin, at most ${formatEther(need)}`,
  );
  if (have >= need) return gas;
  throw new PosthumanError("DEPLOYER_COIN_TOO_LOW", {
    account,
    network: network.name,
    have: formatEther(have),
    need: formatEther(need),
  });
}
