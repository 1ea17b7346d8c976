import { folderCircles, mutualFolders } from "./folders.ts";
import { grains, sizeProblems, type Grain } from "./grain.ts";
import { jobPath } from "./jobPath.ts";
import { forbiddenImports, hiddenImports, roomProblems } from "./roomRules.ts";
import { jobWalk, loaders, parts } from "./rooms.ts";
import { facesOf, readTree, type Tree } from "./tree.ts";

/** Files that a reader may have to open to follow one training job, from its event to the submitted result. */
const MOST_FILES_OF_A_JOB = 45;

/** All that is wrong with the structure of the house: its rooms, its folders, its files, the way of one job. */
export function structureProblems(root = "."): string[] {
  const tree = readHouse(root);
  return [
    ...roomProblems(parts, tree),
    ...forbiddenImports(parts, tree),
    ...hiddenImports(loaders, tree),
    ...mutualFolders(tree),
    ...folderCircles(tree),
    ...sizeProblems(tree, grains(root)),
    ...longWay(wayOfAJob(root, tree)),
  ];
}

/** Why the way of a job is too long, with its files; nothing if it is not. */
export function longWay(way: readonly string[], most = MOST_FILES_OF_A_JOB): string[] {
  if (way.length <= most) return [];
  const head = `one training job leads through ${way.length} files, at most ${most} are allowed:`;
  return [[head, ...way].join("\n  ")];
}

/** The numbers behind the check, for a person. */
export async function structureReport(root = "."): Promise<string> {
  const tree = readHouse(root);
  const way = wayOfAJob(root, tree);
  const lines = way.reduce((sum, file) => sum + tree.get(file)!.lines, 0);
  return [
    await sizesTable(grains(root)),
    "",
    `One training job: ${way.length} files, ${lines} lines.`,
    `Pairs of folders that import each other: ${mutualFolders(tree).length}.`,
    `Circles of folders: ${folderCircles(tree).length}.`,
  ].join("\n");
}

const readHouse = (root: string) =>
  readTree(
    root,
    Object.values(parts).map(({ folder }) => folder),
  );

const wayOfAJob = (root: string, tree: Tree) =>
  jobPath(
    tree,
    jobWalk,
    Object.entries(parts).flatMap(([name, { isPackage }]) => (isPackage ? facesOf(root, name) : [])),
  );

async function sizesTable(measured: readonly Grain[]): Promise<string> {
  // The check itself must run on sources that cannot be loaded.
  const { table } = await import("@posthuman/cli/terminal");
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const rows = measured.map(({ part, files, median, p90, max, crumbs, comments }) => [
    part,
    ...[files, median, p90, max].map(String),
    percent(crumbs),
    percent(comments),
  ]);
  return table(["", "files", "median", "p90", "max", "≤ 25 lines", "comments"], rows, { figures: true });
}
