import { dirname } from "node:path";
import { isTest, type Tree } from "./tree.ts";

/** An arrow between two folders, with one import that makes it. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly example: string;
}

/** Which folder imports which; tests and their helpers may look at whatever they test. */
function arrowsOf(tree: Tree): Arrow[] {
  const arrows = new Map<string, Arrow>();
  for (const [file, { imports }] of tree) {
    if (isTest(file)) continue;
    for (const { to: target } of imports) {
      const [from, to] = [dirname(file), dirname(target)];
      if (from === to || !tree.has(target) || isTest(target)) continue;
      const key = `${from} ${to}`;
      if (!arrows.has(key)) arrows.set(key, { from, to, example: `${file} imports ${target}` });
    }
  }
  return [...arrows.values()];
}

/** Pairs of folders that import each other, each with one import of either way. */
export function mutualFolders(tree: Tree): string[] {
  const arrows = arrowsOf(tree);
  return arrows
    .filter(({ from, to }) => from < to)
    .flatMap(({ from, to, example }) => {
      const back = arrows.find((arrow) => arrow.from === to && arrow.to === from);
      return back === undefined ? [] : [`${from} and ${to} import each other: ${example}; ${back.example}`];
    });
}

/** Folders that import each other around a longer circle, named once for each circle. */
export function folderCircles(tree: Tree): string[] {
  const arrows = arrowsOf(tree);
  const next = Map.groupBy(arrows, ({ from }) => from);
  const reachable = new Map([...next.keys()].map((folder) => [folder, reachedFrom(folder, next)] as const));
  const inCircle = (a: string, b: string) => reachable.get(a)!.has(b) && reachable.get(b)?.has(a) === true;
  const seen = new Set<string>();
  return [...reachable.keys()].sort().flatMap((folder) => {
    if (seen.has(folder)) return [];
    const circle = [...reachable.keys()].filter((other) => other !== folder && inCircle(folder, other));
    for (const other of circle) seen.add(other);
    // Two folders are a pair, which mutualFolders names.
    return circle.length < 2 ? [] : [`a circle of folders: ${[folder, ...circle.sort()].join(", ")}`];
  });
}

function reachedFrom(folder: string, next: ReadonlyMap<string, readonly Arrow[]>): Set<string> {
  const reached = new Set<string>();
  const waiting = [folder];
  for (let from; (from = waiting.pop()) !== undefined;) {
    for (const { to } of next.get(from) ?? []) {
      if (reached.has(to)) continue;
      reached.add(to);
      waiting.push(to);
    }
  }
  return reached;
}
