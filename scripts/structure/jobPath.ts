import assert from "node:assert/strict";
import { isGenerated, type Tree } from "./tree.ts";

/** Where a walk begins, and what it leaves out. */
export interface JobWalk {
  /** Files from which it starts. */
  readonly from: readonly string[];
  /** What a path that is left out begins with. */
  readonly without: readonly string[];
}

/**
 * The files that a reader opens who follows one job through the code: those of which a value is imported, directly or
 * not, from where the walk begins. A name is followed through a package's face to the file that defines it, so that
 * moving code behind a face does not shorten the way.
 *
 * @param faces Files that only pass on what others define.
 * @throws AssertionError if the walk begins at a file that is not there: it would look shorter than it is.
 */
export function jobPath(tree: Tree, { from, without }: JobWalk, faces: readonly string[]): string[] {
  const missing = from.filter((file) => !tree.has(file));
  assert(missing.length === 0, `scripts/structure/rooms.ts: there is no ${missing.join(", ")}`);
  const passed = new Map(faces.map((face) => [face, passedOn(tree, face)]));
  const seen = new Set<string>();
  const waiting = [...from];
  for (let file; (file = waiting.pop()) !== undefined;) {
    const source = tree.get(file);
    if (source === undefined || seen.has(file) || isGenerated(file)) continue;
    if (without.some((start) => file.startsWith(start))) continue;
    seen.add(file);
    for (const { to, values } of source.imports) {
      const names = passed.get(to);
      if (names === undefined) waiting.push(...(values.length > 0 ? [to] : []));
      // A name that the face does not pass on by itself is looked for in the face, as in any other file.
      else waiting.push(...values.map(({ name }) => names.get(name) ?? to));
    }
  }
  return [...seen].sort();
}

/** Where the values of a face are defined. */
function passedOn(tree: Tree, face: string): Map<string, string> {
  const exported = (tree.get(face)?.imports ?? []).filter(({ isExport }) => isExport);
  const values = exported.flatMap(({ to, values }) => values.map(({ as }) => [as, to] as const));
  return new Map(values.filter(([name]) => name !== "*"));
}
