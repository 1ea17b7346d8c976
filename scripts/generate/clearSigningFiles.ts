import { resolve } from "node:path";
import type { Addresses } from "@posthuman/sdk";
import { FunctionFragment, Interface, type JsonFragment, type ParamType } from "ethers";
import { format, resolveConfig } from "prettier";
import { oceanArtifact, ourArtifacts } from "../../deploy/compiled/compiledContracts.ts";
import { enums, type Signed, type SignedContract } from "./clearSigning/fields.ts";
import { jobMarket } from "./clearSigning/jobMarket.ts";
import { lineageVault, modelRegistry } from "./clearSigning/lineage.ts";
import { messages, type SignedMessage } from "./clearSigning/messages.ts";
import { checkout, offers, pool, poolDesk } from "./clearSigning/sales.ts";
import { knownDeployments } from "./deploymentTable.ts";
import type { Files } from "./folder.ts";

const $schema = "https://eips.ethereum.org/assets/eip-7730/erc7730-v1.schema.json";
const owner = "Posthuman";

/** The worker registry is a part of the market. */
type ContractName = Exclude<keyof Addresses["posthuman"], "WorkerRegistry">;

/** What the functions of each contract mean; `BPool` is Ocean's pool, which the desk makes. */
export const signedContracts: Readonly<Record<ContractName | "BPool", SignedContract>> = {
  JobMarket: jobMarket,
  LineageVault: lineageVault,
  ModelRegistry: modelRegistry,
  Offers: offers,
  PoolDesk: poolDesk,
  Checkout: checkout,
  BPool: pool,
};

/** The event by which wallets find the desk's pools. */
const POOL_CREATED = "PoolCreated(address,address,address,address,uint256)";

/** The ERC-7730 descriptors, by which wallets show plain words for what is signed: one a contract and one a message. */
export async function clearSigningFiles(): Promise<Files> {
  const deployments = knownDeployments();
  const contracts = Object.entries(signedContracts) as [ContractName | "BPool", SignedContract][];
  const ofContracts = contracts.map(async ([name, signed]) => {
    const place =
      name === "BPool"
        ? { factory: { deployments: deploymentsOf(deployments, "PoolDesk"), deployEvent: POOL_CREATED } }
        : { deployments: deploymentsOf(deployments, name) };
    return [`calldata-${name}.json`, describeContract(name, await abiOf(name), signed, place)] as const;
  });
  const ofMessages = Object.entries(messages).map(
    ([name, message]) =>
      [
        `eip712-${name}.json`,
        describeMessage(name, message, deploymentsOf(deployments, message.verifier)),
      ] as const,
  );
  const options = { ...(await resolveConfig(resolve("docs/erc7730/x.json"))), parser: "json" };
  const written = [...(await Promise.all(ofContracts)), ...ofMessages].map(
    async ([path, value]) => [path, await format(JSON.stringify(value), options)] as const,
  );
  return new Map(await Promise.all(written));
}

/** A contract's ABI by its name in `signedContracts`. */
export async function abiOf(name: string): Promise<readonly JsonFragment[]> {
  const artifact =
    name === "BPool" ? oceanArtifact("pools/balancer/BPool") : await ourArtifacts.loadArtifact(name);
  return artifact.abi as readonly JsonFragment[];
}

function describeContract(
  name: string,
  abi: readonly JsonFragment[],
  { functions }: SignedContract,
  place: object,
) {
  const contract = new Interface(abi);
  const found = Object.entries(functions).map(([key, signed]) => ({
    fragment: contract.getFunction(key)!,
    signed,
  }));
  const formats = found.map(({ fragment, signed }) => [keyOf(fragment), display(signed)] as const);
  return {
    $schema,
    context: {
      $id: `${owner} ${name}`,
      contract: {
        ...place,
        abi: abi.filter((one) => one.type === "function" && found.some((f) => isOf(one, f.fragment))),
      },
    },
    metadata: { owner, enums: usedEnums(Object.values(functions)) },
    display: { formats: Object.fromEntries(formats) },
  };
}

function isOf(one: JsonFragment, fragment: FunctionFragment): boolean {
  return FunctionFragment.from(one).selector === fragment.selector;
}

function describeMessage(
  name: string,
  { types, verifier: _, ...signed }: SignedMessage,
  deployments: readonly Place[],
) {
  return {
    $schema,
    context: {
      $id: `${owner} ${name}`,
      eip712: {
        domain: { name: "Posthuman", version: "1" },
        deployments,
        schemas: [{ primaryType: name, types: { EIP712Domain: domainType, ...types } }],
      },
    },
    metadata: { owner, enums: usedEnums([signed]) },
    display: { formats: { [name]: display(signed) } },
  };
}

const domainType = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];

function display({ intent, fields, excluded = [] }: Signed) {
  return { intent, fields, required: fields.map(({ path }) => path), excluded };
}

/** Where a contract lies. */
interface Place {
  readonly chainId: number;
  readonly address: string;
}

function deploymentsOf(deployments: readonly Addresses[], name: ContractName): Place[] {
  return deployments.map(({ chainId, posthuman }) => ({ chainId, address: posthuman[name] }));
}

function usedEnums(all: readonly Signed[]) {
  const text = JSON.stringify(all);
  return Object.fromEntries(
    Object.entries(enums).filter(([name]) => text.includes(`$.metadata.enums.${name}"`)),
  );
}

/** A function as ERC-7730 names it: its human-readable signature with the parameters' names. */
export function keyOf({ name, inputs }: FunctionFragment): string {
  return `${name}(${inputs.map(parameter).join(", ")})`;
}

function parameter(input: ParamType): string {
  const { type, name, components } = input;
  if (components === null) {
    const nested = input.arrayChildren?.components;
    if (!nested) return `${type} ${name}`.trimEnd();
    return `(${nested.map(parameter).join(", ")})${type.slice(type.lastIndexOf("["))} ${name}`;
  }
  return `(${components.map(parameter).join(", ")}) ${name}`;
}
