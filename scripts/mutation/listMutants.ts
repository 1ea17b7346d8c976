import { readFileSync } from "node:fs";
import { readBuild } from "../contracts/readBuild.ts";
import { findMutants } from "./findMutants.ts";
import type { Mutant } from "./Mutant.ts";
import { childrenOf, type Node } from "./Node.ts";

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
