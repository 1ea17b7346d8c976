import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { JsonFragment } from "ethers";

/** A variable of a storage layout, or a member of a struct. */
export interface StorageEntry {
  readonly label: string;
  readonly offset: number;
  readonly slot: string;
  readonly type: string;
}

/** Where a contract keeps its state, as solc tells it. */
export interface StorageLayout {
  readonly storage: readonly StorageEntry[];
  readonly types: Readonly<
    Record<
      string,
      { readonly label: string; readonly numberOfBytes: string; readonly members?: readonly StorageEntry[] }
    >
  > | null;
}

/** What NatSpec says of one function, event or error. */
export interface Doc {
  readonly notice?: string;
  readonly details?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly returns?: Readonly<Record<string, string>>;
}

/** One half of a contract's NatSpec: for users, or for developers. */
export interface Docs {
  readonly title?: string;
  readonly notice?: string;
  readonly details?: string;
  readonly methods?: Readonly<Record<string, Doc>>;
  readonly events?: Readonly<Record<string, Doc>>;
  readonly errors?: Readonly<Record<string, readonly Doc[]>>;
  readonly stateVariables?: Readonly<Record<string, Doc & { readonly return?: string }>>;
}

/** What the compiler made of one of our contracts. */
export interface Compiled {
  readonly name: string;
  /** The file, from the root of the checkout. */
  readonly file: string;
  readonly abi: readonly JsonFragment[];
  readonly devdoc: Docs;
  readonly userdoc: Docs;
  readonly storageLayout: StorageLayout;
  readonly evm: {
    readonly bytecode: { readonly object: string };
    readonly deployedBytecode: { readonly object: string };
    /** Selectors by signature. */
    readonly methodIdentifiers: Readonly<Record<string, string>>;
  };
}

interface Output {
  readonly contracts: Readonly<
    Record<string, Readonly<Record<string, Omit<Compiled, "name" | "file">> | undefined>>
  >;
}

/** Files that hold a contract of ours, without tests and interfaces. */
export const contractFiles = (): string[] =>
  globSync("contracts/*.sol", { exclude: ["**/*.t.sol"] }).sort((a, b) => a.localeCompare(b));

/**
 * Our contracts, or those of other files, as Hardhat's last build left them; run it before (`buildContracts`). Each is
 * named like its file. The working directory must be the checkout.
 */
export function readCompiled(files: readonly string[] = contractFiles()): Compiled[] {
  const outputs = new Map<string, Output>();
  const outputOf = (build: string) => {
    if (!outputs.has(build)) outputs.set(build, read(`artifacts/build-info/${build}.output.json`).output);
    return outputs.get(build)!;
  };
  return files.map((file) => {
    const name = basename(file, ".sol");
    const artifact = JSON.parse(readFileSync(`artifacts/${file}/${name}.json`, "utf8")) as {
      readonly buildInfoId: string;
      readonly inputSourceName: string;
    };
    return { name, file, ...outputOf(artifact.buildInfoId).contracts[artifact.inputSourceName]![name]! };
  });
}

const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as { readonly output: Output };
