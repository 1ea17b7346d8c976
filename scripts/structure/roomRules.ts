import { dirname } from "node:path";
import type { Part, Room } from "./rooms.ts";
import { isGenerated, isTest, type Tree } from "./tree.ts";

/** The parts of the house by their names. */
export type Parts = Readonly<Record<string, Part>>;

/** Files that load what their text does not say, each with its reason. */
export type Loaders = Readonly<Record<string, string>>;

/** Where a file lies. */
interface Place {
  /** Name of the part, such as `worker`. */
  readonly part: string;
  /** Name of the room in it; `.` for files right in the part's folder, `undefined` for a folder without a room. */
  readonly room: string | undefined;
}

/** What is wrong with one import. */
export interface Refusal {
  readonly kind: "direction" | "path" | "generated" | "room" | "homeless" | "testing" | "hidden";
  /** In words, with what would be allowed. */
  readonly words: string;
}

/** The part and the room of a file, given from the root of the checkout; `undefined` outside of all parts. */
export function placeOf(parts: Parts, file: string): Place | undefined {
  const part = Object.keys(parts).find((name) => isIn(parts[name]!.folder, file));
  if (part === undefined) return undefined;
  const { folder, rooms } = parts[part]!;
  const inside = folder === "." ? "." : dirname(file.slice(folder.length + 1));
  const room = Object.keys(rooms)
    .filter((name) => name === inside || (name !== "." && inside.startsWith(`${name}/`)))
    .sort((a, b) => b.length - a.length)[0];
  return { part, room };
}

const isIn = (folder: string, file: string) =>
  folder === "." ? !file.includes("/") : file.startsWith(`${folder}/`);

/**
 * Why one file may not import another.
 * @param byName Whether the import names a package and no path.
 * @returns `undefined` if it may.
 */
export function refusalOf(parts: Parts, file: string, target: string, byName: boolean): Refusal | undefined {
  const from = placeOf(parts, file);
  const to = placeOf(parts, target);
  if (from === undefined) return undefined;
  if (to === undefined) return isTest(file) ? undefined : outside(target);
  if (isTest(target) && !isTest(file) && !mayTest(parts, from, to)) return forTests(target);
  if (from.part !== to.part) return betweenParts(parts, file, { from, to, target, byName });
  const own = from.room === undefined ? undefined : parts[from.part]!.rooms[from.room];
  if (own === undefined) return homeless(file);
  if (from.room === to.room || isTest(file) || own.may.includes("*")) return undefined;
  if (to.room !== undefined && own.may.includes(to.room)) return undefined;
  return { kind: "room", words: wordsOf(parts[from.part]!, from.room!, own, target) };
}

function betweenParts(
  parts: Parts,
  file: string,
  { from, to, target, byName }: { from: Place; to: Place; target: string; byName: boolean },
): Refusal | undefined {
  const { may } = parts[from.part]!;
  const isAllowed = may.includes(to.part) || (isTest(file) && to.part === "deploy");
  if (!isAllowed) {
    const allowed = may.length === 0 ? "imports no other part" : `may import ${listOf(may)}`;
    return {
      kind: "direction",
      words: `${from.part} must not import ${to.part}: ${from.part} ${allowed}. ${parts[from.part]!.is}`,
    };
  }
  if (isGenerated(target)) {
    return { kind: "generated", words: "The generated contract types stay inside the sdk." };
  }
  if (parts[to.part]!.isPackage && !byName) {
    return {
      kind: "path",
      words: `Import ${to.part} by its name, "@posthuman/${to.part}", not by a path into it.`,
    };
  }
  return undefined;
}

function wordsOf({ folder }: Part, room: string, { is, may }: Room, target: string): string {
  const here = room === "." ? folder : `${folder}/${room}`;
  const allowed =
    may.length === 0 ? "no other room" : `only ${listOf(may.map((name) => nameOf(folder, name)))}`;
  return `${here} may not import ${target}. It is ${is}; of ${folder} it may import ${allowed}.`;
}

const nameOf = (folder: string, room: string) => (room === "." ? `the files right in ${folder}` : room);

function homeless(file: string): Refusal {
  const folder = dirname(file);
  const words = `${folder} belongs to no room: say in scripts/structure/rooms.ts what it is and what it may import.`;
  return { kind: "homeless", words };
}

/** Code of ours that lies in no part could pass on whatever it likes. */
function outside(target: string): Refusal | undefined {
  if (!/\.[cm]?[jt]sx?$/.test(target)) return undefined;
  return {
    kind: "homeless",
    words: `${target} belongs to no part: say in scripts/structure/rooms.ts what it is.`,
  };
}

/** Whether a room may use what only tests use in another part. */
const mayTest = (parts: Parts, from: Place, to: Place) =>
  from.part !== to.part && parts[from.part]!.rooms[from.room ?? ""]?.testing?.includes(to.part) === true;

function forTests(target: string): Refusal {
  const words = `${target} is for tests: tests import it, and rooms of which scripts/structure/rooms.ts says so.`;
  return { kind: "testing", words };
}

/** Why a file may not load what its text does not say. */
export function hiddenRefusal(loaders: Loaders, file: string): Refusal | undefined {
  if (Object.hasOwn(loaders, file)) return undefined;
  const words =
    "Import by a name that stands there, not computed and not through node:module, or say in scripts/structure/rooms.ts why this file must.";
  return { kind: "hidden", words };
}

/** Every place where a file loads what its text does not say, and files that are listed for it and do not. */
export function hiddenImports(loaders: Loaders, tree: Tree): string[] {
  const found = [...tree].flatMap(([file, { hidden }]) => {
    const refusal = hiddenRefusal(loaders, file);
    return refusal === undefined ? [] : hidden.map((code) => `${file}: ${code}: ${refusal.words}`);
  });
  const idle = Object.keys(loaders).filter((file) => !(tree.get(file)?.hidden.length ?? 0));
  return [
    ...found,
    ...idle.map((file) => `${file}: listed in scripts/structure/rooms.ts, but it hides no import`),
  ];
}

/** Folders with files and without a room, and rooms without a file. */
export function roomProblems(parts: Parts, tree: Tree): string[] {
  const places = new Map([...tree.keys()].map((file) => [file, placeOf(parts, file)] as const));
  const without = [...places].filter(([, place]) => place !== undefined && place.room === undefined);
  const filled = new Set([...places.values()].map((place) => `${place?.part} ${place?.room}`));
  const empty = Object.entries(parts).flatMap(([part, { folder, rooms }]) =>
    Object.keys(rooms)
      .filter((room) => !filled.has(`${part} ${room}`))
      .map((room) => `${folder}/${room}: a room of scripts/structure/rooms.ts that has no file`),
  );
  return [...new Set(without.map(([file]) => homeless(file).words)), ...empty];
}

/** Every import that is not allowed, by file. */
export function forbiddenImports(parts: Parts, tree: Tree): string[] {
  return [...tree].flatMap(([file, { imports }]) =>
    imports.flatMap(({ to, byName }) => {
      const refusal = refusalOf(parts, file, to, byName);
      // A folder without a room is named once, by roomProblems.
      return refusal === undefined || refusal.words === homeless(file).words
        ? []
        : [`${file}: ${refusal.words}`];
    }),
  );
}

const listOf = (names: readonly string[]) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
