import { resolve } from "node:path";
import { FunctionFragment, Interface, type InterfaceAbi, type ParamType } from "ethers";
import { format, resolveConfig } from "prettier";
import { deployments } from "../../sdk/src/generated/deployments.ts";
import { Checkout__factory } from "../../sdk/src/generated/factories/Checkout__factory.ts";
import { JobMarket__factory } from "../../sdk/src/generated/factories/JobMarket__factory.ts";
import { LineageVault__factory } from "../../sdk/src/generated/factories/LineageVault__factory.ts";
import { ModelRegistry__factory } from "../../sdk/src/generated/factories/ModelRegistry__factory.ts";
import { Offers__factory } from "../../sdk/src/generated/factories/Offers__factory.ts";
import { PoolDesk__factory } from "../../sdk/src/generated/factories/PoolDesk__factory.ts";
import { WorkerRegistry__factory } from "../../sdk/src/generated/factories/WorkerRegistry__factory.ts";
import { checkout } from "./clearSigning/checkout.ts";
import type { Signed, SignedContract } from "./clearSigning/Descriptor.ts";
import { enums } from "./clearSigning/enums.ts";
import { jobMarket } from "./clearSigning/jobMarket.ts";
import { lineageVault } from "./clearSigning/lineageVault.ts";
import { messages } from "./clearSigning/messages.ts";
import { modelRegistry } from "./clearSigning/modelRegistry.ts";
import { offers } from "./clearSigning/offers.ts";
import { poolDesk } from "./clearSigning/poolDesk.ts";
import { workerRegistry } from "./clearSigning/workerRegistry.ts";
import type { Files } from "./folder.ts";

const $schema = "https://eips.ethereum.org/assets/eip-7730/erc7730-v1.schema.json";
const owner = "Posthuman";

type ContractName = keyof (typeof deployments)[number]["posthuman"];

/** Each contract's ABI and what its functions mean. */
export const signedContracts: Readonly<Record<ContractName, { abi: InterfaceAbi; signed: SignedContract }>> =
  {
    JobMarket: { abi: JobMarket__factory.abi, signed: jobMarket },
    LineageVault: { abi: LineageVault__factory.abi, signed: lineageVault },
    ModelRegistry: { abi: ModelRegistry__factory.abi, signed: modelRegistry },
    Offers: { abi: Offers__factory.abi, signed: offers },
    WorkerRegistry: { abi: WorkerRegistry__factory.abi, signed: workerRegistry },
    PoolDesk: { abi: PoolDesk__factory.abi, signed: poolDesk },
    Checkout: { abi: Checkout__factory.abi, signed: checkout },
  };

/** The ERC-7730 descriptors, by which wallets show plain words for what is signed: one a contract and one a message. */
export async function clearSigningFiles(): Promise<Files> {
  const ofContracts = Object.entries(signedContracts).map(
    ([name, { abi, signed }]) => [`calldata-${name}.json`, describeContract(name, abi, signed)] as const,
  );
  const ofMessages = Object.keys(messages).map(
    (name) => [`eip712-${name}.json`, describeMessage(name)] as const,
  );
  const options = { ...(await resolveConfig(resolve("docs/erc7730/x.json"))), parser: "json" };
  const written = [...ofContracts, ...ofMessages].map(
    async ([path, value]) => [path, await format(JSON.stringify(value), options)] as const,
  );
  return new Map(await Promise.all(written));
}

function describeContract(name: string, abi: InterfaceAbi, { functions }: SignedContract) {
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
        deployments: deploymentsOf(name as ContractName),
        abi: found.map(({ fragment }) => JSON.parse(fragment.format("json")) as unknown),
      },
    },
    metadata: { owner, enums: usedEnums(Object.values(functions)) },
    display: { formats: Object.fromEntries(formats) },
  };
}

function describeMessage(name: string) {
  const { types, verifier, ...signed } = messages[name]!;
  return {
    $schema,
    context: {
      $id: `${owner} ${name}`,
      eip712: {
        domain: { name: "Posthuman", version: "1" },
        deployments: deploymentsOf(verifier),
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

function deploymentsOf(name: ContractName) {
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
