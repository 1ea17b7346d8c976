import { createHash } from "node:crypto";

/** Some of a list, in its order, chosen by a seed: the same seed chooses the same. */
export function sample<T>(all: readonly T[], count: number, seed: string): T[] {
  const rank = (index: number) => createHash("sha256").update(`${seed}:${index}`).digest("hex");
  const chosen = all
    .map((_, index) => ({ index, rank: rank(index) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, count);
  return chosen.sort((a, b) => a.index - b.index).map(({ index }) => all[index]!);
}
