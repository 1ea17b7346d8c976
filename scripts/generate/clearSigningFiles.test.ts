import { Interface, ParamType, TypedDataEncoder, type FunctionFragment } from "ethers";
import { describe, expect, test } from "vitest";
import { messages } from "./clearSigning/messages.ts";
import { abiOf, clearSigningFiles, keyOf, signedContracts } from "./clearSigningFiles.ts";

interface Descriptor {
  readonly $schema: string;
  readonly context: {
    readonly contract?: {
      readonly abi: object[];
      readonly deployments?: { chainId: number; address: string }[];
      readonly factory?: { readonly deployEvent: string };
    };
    readonly eip712?: { readonly schemas: { types: Record<string, { name: string; type: string }[]> }[] };
  };
  readonly metadata: { readonly owner: string; readonly enums: Record<string, Record<string, string>> };
  readonly display: { readonly formats: Record<string, Format> };
}

interface Format {
  readonly intent: string;
  readonly fields: { path: string; label: string; format: string; params?: Record<string, unknown> }[];
  readonly required: string[];
  readonly excluded: string[];
}

const files = new Map(
  [...(await clearSigningFiles())].map(([path, text]) => [path, JSON.parse(text) as Descriptor]),
);

/** What a wallet's screen takes. */
const MOST_LETTERS = 60;
/** Of the ABI types, those that each format can show. */
const fits: Record<string, RegExp> = {
  raw: /./,
  addressName: /^address$/,
  tokenAmount: /^uint/,
  nftName: /^uint/,
  date: /^uint/,
  enum: /^uint8$/,
  unit: /^uint/,
  calldata: /^bytes$/,
};
const needs: Record<string, string[]> = {
  raw: [],
  addressName: ["types", "sources"],
  tokenAmount: ["tokenPath"],
  nftName: ["collectionPath"],
  date: ["encoding"],
  enum: ["$ref"],
  unit: ["base", "decimals"],
  calldata: ["calleePath"],
};

/** Every leaf of a call's parameters with its type: `terms.assets.[]` is an address. */
function leaves(inputs: readonly ParamType[], prefix = ""): [string, string][] {
  return inputs.flatMap((input): [string, string][] => {
    const path = `${prefix}${input.name}`;
    if (input.isArray() && input.arrayLength > 0) {
      return Array.from({ length: input.arrayLength }, (_, i) => [
        `${path}.[${i}]`,
        input.arrayChildren.type,
      ]);
    }
    if (input.isArray()) {
      const child = input.arrayChildren;
      return child.isTuple() ? leaves(child.components, `${path}.[].`) : [[`${path}.[]`, child.type]];
    }
    return input.isTuple() ? leaves(input.components, `${path}.`) : [[path, input.type]];
  });
}

function check(
  { intent, fields, required, excluded }: Format,
  known: Map<string, string>,
  descriptor: Descriptor,
) {
  expect(intent).toMatch(/^[A-Z][^.]*$/);
  expect(intent.length).toBeLessThanOrEqual(MOST_LETTERS);
  const shown = fields.map(({ path }) => path);
  expect([...shown, ...excluded].toSorted()).toEqual([...known.keys()].toSorted());
  expect(required).toEqual(shown);
  expect(new Set(fields.map(({ label }) => label)).size).toBe(fields.length);
  for (const { path, label, format, params = {} } of fields) {
    expect(label).toMatch(/^[A-Z]/);
    expect(known.get(path)).toMatch(fits[format]!);
    expect(Object.keys(params).toSorted()).toEqual(needs[format]!.toSorted());
    const { tokenPath, $ref } = params as { tokenPath?: string; $ref?: string };
    if (tokenPath !== undefined) expect(known.get(tokenPath)).toBe("address");
    if ($ref !== undefined) {
      const name = /^\$\.metadata\.enums\.(\w+)$/.exec($ref)?.[1];
      expect(Object.keys(descriptor.metadata.enums)).toContain(name);
    }
  }
}

const artifacts = await Promise.all(
  Object.entries(signedContracts).map(async ([name, signed]) => [name, signed, await abiOf(name)] as const),
);

describe.each(artifacts)("%s", (name, signed, abi) => {
  const contract = new Interface(abi);
  const descriptor = files.get(`calldata-${name}.json`)!;
  const changing: FunctionFragment[] = [];
  contract.forEachFunction((f) => {
    if (!f.constant) changing.push(f);
  });

  test("has words for every function that is signed, and a reason for every other", () => {
    const named = [...Object.keys(signed.functions), ...Object.keys(signed.unsigned)];
    const found = named.map((key) => contract.getFunction(key)!.format("sighash"));
    expect(found.toSorted()).toEqual(changing.map((f) => f.format("sighash")).toSorted());
    for (const reason of Object.values(signed.unsigned)) expect(reason).toMatch(/\.$/);
  });

  test("labels each parameter, with paths that lead somewhere and formats that fit", () => {
    const { formats } = descriptor.display;
    const keys = Object.keys(signed.functions).map((key) => contract.getFunction(key)!);
    expect(Object.keys(formats).toSorted()).toEqual(keys.map(keyOf).toSorted());
    for (const fragment of keys) {
      check(formats[keyOf(fragment)]!, new Map(leaves(fragment.inputs)), descriptor);
    }
  });

  test("names functions as wallets find them, by signatures with the right selectors", () => {
    const own = new Interface(descriptor.context.contract!.abi);
    for (const key of Object.keys(descriptor.display.formats)) {
      const parsed = Interface.from([`function ${key}`]).fragments[0] as FunctionFragment;
      expect(own.getFunction(parsed.selector)?.name).toBe(parsed.name);
    }
    expect(descriptor.$schema).toMatch(/erc7730-v1\.schema\.json$/);
    expect(descriptor.metadata.owner).toBe("Posthuman");
  });
});

test("pools are found by the event of the desk that makes them", async () => {
  const { contract } = files.get("calldata-BPool.json")!.context;
  const desk = new Interface(await abiOf("PoolDesk"));
  expect(desk.getEvent(contract!.factory!.deployEvent)?.name).toBe("PoolCreated");
  expect(contract!.deployments).toBeUndefined();
});

describe.each(Object.entries(messages))("%s", (name, { types }) => {
  test("labels each field of the message", () => {
    const descriptor = files.get(`eip712-${name}.json`)!;
    const own = types[name]!.map(({ name: field, type }) => [field, type] as [string, string]);
    check(descriptor.display.formats[name]!, new Map(own), descriptor);
    const { EIP712Domain, ...rest } = descriptor.context.eip712!.schemas[0]!.types;
    expect(EIP712Domain).toHaveLength(4);
    expect(TypedDataEncoder.from(rest).primaryType).toBe(name);
  });
});
