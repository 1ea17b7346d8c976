import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { contractFiles } from "./readCompiled.ts";

/** What Hardhat gave to the compiler. */
export interface CompilerInput {
  readonly language: string;
  readonly sources: Readonly<Record<string, { readonly content: string }>>;
  readonly settings: Readonly<Record<string, unknown>> & { readonly remappings?: readonly string[] };
}

/** The root of a syntax tree; what is below it depends on the node. */
export interface Tree {
  readonly nodeType: string;
  readonly src: string;
  readonly nodes: readonly Readonly<Record<string, unknown>>[];
}

/** The compiler's view of our contracts and of all that they import. */
export interface Build {
  readonly input: CompilerInput;
  /** The compiler's name of a file of the checkout. */
  readonly names: ReadonlyMap<string, string>;
  /** The syntax tree of each source, by the compiler's names. */
  readonly trees: Readonly<Record<string, { readonly ast: Tree }>>;
}

/**
 * What Hardhat's last builds of our contracts were made from, joined. It compiles only what changed, so they may come
 * from several; each contract's own build has all that it imports as it is now.
 */
export function readBuild(): Build {
  const names = new Map<string, string>();
  const trees: Record<string, { readonly ast: Tree }> = {};
  const sources: Record<string, { readonly content: string }> = {};
  const remappings = new Set<string>();
  let input: CompilerInput | undefined;
  for (const file of contractFiles()) {
    const artifact = `artifacts/${file}/${basename(file, ".sol")}.json`;
    const { buildInfoId, inputSourceName } = read<{ buildInfoId: string; inputSourceName: string }>(artifact);
    const build = read<{ input: CompilerInput }>(`artifacts/build-info/${buildInfoId}.json`);
    const { output } = read<{ output: { sources: Build["trees"] } }>(
      `artifacts/build-info/${buildInfoId}.output.json`,
    );
    names.set(file, inputSourceName);
    input = build.input;
    for (const remapping of input.settings.remappings ?? []) remappings.add(remapping);
    for (const source of importsOf(inputSourceName, output.sources)) {
      trees[source] = output.sources[source]!;
      sources[source] = input.sources[source]!;
    }
  }
  return {
    names,
    trees,
    input: { ...input!, sources, settings: { ...input!.settings, remappings: [...remappings] } },
  };
}

/** A source and all that it imports, directly or not. */
export function importsOf(source: string, trees: Build["trees"], found = new Set<string>()): Set<string> {
  if (found.has(source)) return found;
  found.add(source);
  for (const node of trees[source]!.ast.nodes) {
    if (node.nodeType === "ImportDirective") importsOf(node.absolutePath as string, trees, found);
  }
  return found;
}

const read = <T>(path: string) => JSON.parse(readFileSync(path, "utf8")) as T;
