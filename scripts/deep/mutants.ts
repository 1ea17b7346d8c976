import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { readBuild } from "../contracts/readBuild.ts";
import {
  changesAt,
  childrenOf,
  lengthOf,
  startOf,
  type Change,
  type Context,
  type Node,
} from "./operators.ts";
import { yulChangesAt } from "./yulOperators.ts";

/** One small change of a contract that its tests should notice. */
export interface Mutant {
  readonly contract: string;
  /** The file, from the root of the checkout. */
  readonly file: string;
  /** The function, modifier or variable that it lies in. */
  readonly where: string;
  readonly line: number;
  /** What kind of change it is, such as "delete" or "boundary". */
  readonly operator: string;
  /** Bytes of the file that are replaced. */
  readonly start: number;
  readonly length: number;
  readonly replacement: string;
  /** The change in words: `half == 0 → half != 0`. With contract and place it names the mutant. */
  readonly change: string;
}

/**
 * What became of a mutant: `killed` if a test noticed it; `same` if the compiler makes the same code of it, or refuses
 * it, so that there is nothing to notice.
 */
export interface Outcome {
  readonly mutant: Mutant;
  readonly result: "killed" | "survived" | "same";
  /** The test that failed, or why there was none: a mutant may also hang. */
  readonly by?: string;
  readonly seconds: number;
}

/** Every mutant of our contracts, as they were last built. */
export function listMutants(): Mutant[] {
  const { names, trees } = readBuild();
  const enums = new Map(Object.values(trees).flatMap(({ ast }) => enumsIn(ast)));
  return [...names].flatMap(([file, source]) =>
    findMutants(file, readFileSync(file), trees[source]!.ast as unknown as Node, enums),
  );
}

function enumsIn(tree: unknown): [name: string, members: string[]][] {
  const inside = (node: Node): [string, string[]][] =>
    node.nodeType === "EnumDefinition"
      ? [[node.name as string, (node.members as { name: string }[]).map(({ name }) => name)]]
      : node.nodeType === "SourceUnit" || node.nodeType === "ContractDefinition"
        ? childrenOf(node).flatMap(inside)
        : [];
  return inside(tree as Node);
}

/** Some of a list, in its order, chosen by a seed: the same seed chooses the same. */
export function sample<T>(all: readonly T[], count: number, seed: string): T[] {
  const rank = (index: number) => createHash("sha256").update(`${seed}:${index}`).digest("hex");
  const chosen = all
    .map((_, index) => ({ index, rank: rank(index) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, count);
  return chosen.sort((a, b) => a.index - b.index).map(({ index }) => all[index]!);
}

/** A mutant's name, which stays the same when lines are added above it: `Offers.buy: cost > 0 → true`. */
export const nameOf = ({ contract, where, change }: Mutant): string => `${contract}.${where}: ${change}`;

/**
 * Every mutant of a file, in its order.
 * @param tree the syntax tree that solc made of `source`
 * @param enums the members of each enum that the file uses
 */
export function findMutants(
  file: string,
  source: Buffer,
  tree: Node,
  enums: Context["enums"] = new Map(),
): Mutant[] {
  const text = (node: Node) => source.subarray(startOf(node), startOf(node) + lengthOf(node)).toString();
  const mutants: Mutant[] = [];
  const seen = new Map<string, number>();

  const add = ({ operator, node, replacement }: Change, where: string) => {
    const words = `${oneLine(text(node))} → ${replacement === "" ? "nothing" : oneLine(replacement)}`;
    const key = `${where}: ${words}`;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    mutants.push({
      contract: basename(file, ".sol"),
      file,
      where,
      line: source.subarray(0, startOf(node)).toString().split("\n").length,
      operator,
      start: startOf(node),
      length: lengthOf(node),
      replacement: replacement === "" ? hole(node) : replacement,
      change: times === 1 ? words : `${words} (${times})`,
    });
  };

  const visit = (node: Node, where: string, parent?: Node) => {
    const here = placeIn(node) ?? where;
    const isYul = node.nodeType.startsWith("Yul");
    const changes = isYul ? yulChangesAt(node, text) : changesAt(node, { text, enums, parent });
    for (const change of changes) add(change, here);
    for (const child of childrenOf(node)) visit(child, here, node);
  };
  for (const node of childrenOf(tree)) if (node.nodeType === "ContractDefinition") visit(node, "");
  return mutants;
}

/** What a deleted node leaves. The semicolon behind a statement of Solidity stays, and needs something before it. */
const hole = ({ nodeType }: Node) => (/^(?!Yul).*Statement$/.test(nodeType) ? "0" : "");

function placeIn(node: Node): string | undefined {
  if (node.nodeType === "FunctionDefinition") return (node.name as string) || (node.kind as string);
  if (node.nodeType === "ModifierDefinition") return node.name as string;
  if (node.nodeType === "VariableDeclaration" && node.stateVariable === true) return node.name as string;
  return undefined;
}

const oneLine = (text: string) => text.replace(/\s+/g, " ");
