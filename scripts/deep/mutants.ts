import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readBuild } from "../contracts/readBuild.ts";
import { findMutants } from "../mutation/findMutants.ts";
import { childrenOf, type Node } from "../mutation/Node.ts";

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
