import { basename } from "node:path";
import type { Mutant } from "../deep/mutants.ts";
import { childrenOf, lengthOf, startOf, type Node } from "./Node.ts";
import { changesAt, type Change, type Context } from "./operators.ts";
import { yulChangesAt } from "./yulOperators.ts";

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
    const here = nameOf(node) ?? where;
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

function nameOf(node: Node): string | undefined {
  if (node.nodeType === "FunctionDefinition") return (node.name as string) || (node.kind as string);
  if (node.nodeType === "ModifierDefinition") return node.name as string;
  if (node.nodeType === "VariableDeclaration" && node.stateVariable === true) return node.name as string;
  return undefined;
}

const oneLine = (text: string) => text.replace(/\s+/g, " ");
