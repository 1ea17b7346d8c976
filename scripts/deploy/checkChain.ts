import type { Artifact } from "@nomicfoundation/ignition-core";
import { decodeError, PosthumanError } from "@posthuman/sdk";
import { keccak256, type JsonRpcProvider } from "ethers";
import { ourArtifacts } from "../../deploy/compiled/compiledContracts.ts";
import { CREATE_X, CREATE_X_CODE_HASH } from "../../deploy/createX.ts";
import type { MarketValues } from "../../deploy/modules/marketOn.ts";
import type { PublicNetwork } from "../../deploy/publicNetworks.ts";

/** Code that runs PUSH0, TLOAD and MCOPY and returns nothing: Shanghai's and Cancun's instructions. */
const CANCUN = "0x5f5c505f5f5f5e5f5ff3";

/**
 * Makes sure that a network has what our contracts stand on: Ocean's contracts, CreateX, and an EVM that runs our code.
 *
 * @throws PosthumanError `OCEAN_CONTRACT_MISSING` with the contract's name, `CREATE_X_MISSING`, `NETWORK_TOO_OLD`.
 */
export async function checkNetwork(
  rpc: JsonRpcProvider,
  { name: network, ocean }: PublicNetwork,
  values: MarketValues,
): Promise<void> {
  const { Router, OPFCommunityFeeCollector, ERC721Template, ERC20Template } = ocean;
  const needed = {
    ERC721Factory: values.factory,
    FactoryRouter: Router,
    ERC721Template,
    ERC20Template,
    OPFCommunityFeeCollector,
    "stake token": values.stakeToken,
    ...Object.fromEntries(values.feeTokens.map((token, n) => [`fee token ${n + 1}`, token])),
  };
  for (const [name, address] of Object.entries(needed)) {
    if (address === undefined || (await rpc.getCode(address)) !== "0x") continue;
    const ours = address === ocean["Token"] ? "token (OCEAN)" : name;
    throw new PosthumanError("OCEAN_CONTRACT_MISSING", { name: ours, address, network });
  }
  if (keccak256(await rpc.getCode(CREATE_X)) !== CREATE_X_CODE_HASH) {
    throw new PosthumanError("CREATE_X_MISSING", { address: CREATE_X, network });
  }
  const refused = await rpc.call({ data: CANCUN }).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (refused === undefined) return;
  const silence = decodeError(refused, { url: network });
  if (silence.code === "RPC_UNREACHABLE") throw silence;
  throw new PosthumanError("NETWORK_TOO_OLD", { network }, { cause: refused });
}

/**
 * Makes sure that what lies at addresses is what this build makes, apart from immutables. Where several names share an
 * address, they are parts of one contract, whose name is among them.
 *
 * @param contracts Addresses by the contracts' names.
 * @throws PosthumanError `CODE_DIFFERS` with the first contract that is something else.
 */
export async function checkCode(
  rpc: JsonRpcProvider,
  contracts: Readonly<Record<string, string>>,
): Promise<void> {
  for (const address of new Set(Object.values(contracts))) {
    const names = Object.keys(contracts).filter((name) => contracts[name] === address);
    const code = await rpc.getCode(address);
    const artifacts = await Promise.all(names.map((name) => ourArtifacts.loadArtifact(name)));
    if (artifacts.some((artifact) => sameCode(code, artifact))) continue;
    throw new PosthumanError("CODE_DIFFERS", { name: names.join(", "), address });
  }
}

/** Where the compiler put a contract's immutables in its code. */
type References = Readonly<Record<string, readonly { readonly start: number; readonly length: number }[]>>;

/**
 * Whether code on a chain is that of an artifact. Immutables, which the constructor writes into the code, are passed
 * over.
 */
export function sameCode(code: string, artifact: Artifact & { immutableReferences?: References }): boolean {
  const expected = artifact.deployedBytecode;
  if (code.length !== expected.length) return false;
  const places = Object.values(artifact.immutableReferences ?? {}).flat();
  return masked(code, places) === masked(expected, places);
}

function masked(code: string, places: readonly { start: number; length: number }[]): string {
  const bytes = Buffer.from(code.slice(2), "hex");
  for (const { start, length } of places) bytes.fill(0, start, start + length);
  return bytes.toString("hex");
}

/**
 * Makes sure that what a journal says was deployed is on the chain.
 *
 * @param deployed Addresses by the ids of Ignition's futures.
 * @throws PosthumanError `DEPLOYMENT_LOST` with the first contract that is not there.
 */
export async function checkJournal(
  rpc: JsonRpcProvider,
  deployed: Readonly<Record<string, string>>,
  where: { readonly network: string; readonly folder: string },
): Promise<void> {
  for (const [id, address] of Object.entries(deployed)) {
    if ((await rpc.getCode(address)) !== "0x") continue;
    throw new PosthumanError("DEPLOYMENT_LOST", { name: id.replace(/^.*#/, ""), address, ...where });
  }
}
