import { createRequire } from "node:module";
import { basename } from "node:path";
import { type Build, type CompilerInput, importsOf } from "../contracts/readBuild.ts";

/** Creation code by the name of the contract, without `0x`. */
export type Code = ReadonlyMap<string, string>;

/** Compiles our contracts, with another source for one of them; undefined if that is no valid Solidity. */
export type Compile = (change?: { readonly file: string; readonly source: string }) => Code | undefined;

interface Output {
  readonly errors?: readonly { readonly severity: string }[];
  readonly contracts?: Readonly<
    Record<string, Readonly<Record<string, { readonly evm: { readonly bytecode: { object: string } } }>>>
  >;
}

/** The quickest way to code that does the same, without the hash of the sources. */
const settings = {
  viaIR: false,
  optimizer: { enabled: false },
  metadata: { appendCBOR: false, bytecodeHash: "none" },
};

/**
 * A compiler in this process that makes only what depends on the changed file: contracts hold the code of those that
 * they deploy.
 */
export function createCompiler({ input, trees, names }: Build): Compile {
  const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };
  const contracts = [...names].map(([file, source]) => ({
    contract: basename(file, ".sol"),
    source,
    needs: importsOf(source, trees),
  }));

  return (change) => {
    const changed = change && { [names.get(change.file)!]: { content: change.source } };
    const [name] = Object.keys(changed ?? {});
    const dependents = contracts.filter(({ needs }) => name === undefined || needs.has(name));
    const wanted = new Set(dependents.flatMap(({ needs }) => [...needs]));
    const sources = Object.fromEntries(
      Object.entries({ ...input.sources, ...changed }).filter(([source]) => wanted.has(source)),
    );
    const outputSelection = Object.fromEntries(
      dependents.map(({ source, contract }) => [source, { [contract]: ["evm.bytecode.object"] }]),
    );
    const request: CompilerInput = {
      ...input,
      sources,
      settings: { ...input.settings, ...settings, outputSelection },
    };
    const { errors = [], contracts: made } = JSON.parse(solc.compile(JSON.stringify(request))) as Output;
    if (errors.some(({ severity }) => severity === "error")) return undefined;
    return new Map(
      dependents.map(({ source, contract }) => [contract, made![source]![contract]!.evm.bytecode.object]),
    );
  };
}
