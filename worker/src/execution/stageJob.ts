import { mkdir, open, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ArtifactStore } from "../store/openStore.ts";
import { materialiseTree } from "../store/weightsTree.ts";
import type { PlannedJob } from "./plan.ts";

/** What of a plan is seen in the job's folder. */
export interface FolderPlan extends Omit<PlannedJob, "order"> {
  readonly order: Pick<PlannedJob["order"], "id" | "manifest">;
}

/**
 * Fills the job's folder with all that the algorithm reads. A folder that was filled before is left as it is, with its
 * state; one that was filled in part is filled anew.
 */
export async function prepareFolder(
  { order, model, inputs: datasets, algorithm, lineage, evaluationSet, benchmark }: FolderPlan,
  {
    folder,
    store,
    threads,
  }: { readonly folder: string; readonly store: ArtifactStore; readonly threads: number },
): Promise<void> {
  const { id, manifest } = order;
  const inputs = join(folder, "inputs");
  const jobFile = join(inputs, "job.json");
  if (await exists(jobFile)) return;
  await mkdir(inputs, { recursive: true, mode: 0o700 });
  for (const { id, file, sha256 } of datasets) await place(store, sha256, join(inputs, id), file);
  if (algorithm !== undefined)
    await place(store, algorithm.sha256, join(folder, "transformations"), "algorithm");
  if (evaluationSet !== undefined) await placeEvaluation(store, evaluationSet, join(inputs, "evaluation"));
  if (benchmark) await place(store, benchmark.sha256, join(inputs, "benchmark"), benchmark.file);
  await materialiseTree(store, model.files, join(folder, "model"));
  for (const [index, { files }] of lineage.entries()) {
    await materialiseTree(store, files, join(folder, "lineage", String(index + 1)));
  }
  await writeFile(join(inputs, "algoCustomData.json"), JSON.stringify(manifest.parameters));
  const job = {
    job: id,
    kind: manifest.kind,
    task: manifest.task,
    model: model.name,
    parameters: manifest.parameters,
    datasets: datasets.map(({ file, ...input }) => ({ ...input, files: [file] })),
    seed: manifest.seed,
    threads,
    familyEvaluation: evaluationSet !== undefined,
    lineage: lineage.map(({ name }, index) => ({ name, path: `lineage/${index + 1}` })),
    ...(benchmark ? { benchmark } : {}),
  };
  // Last, under its name at once: it says that the rest is there.
  await writeFile(`${jobFile}.part`, JSON.stringify(job));
  await rename(`${jobFile}.part`, jobFile);
}

async function place(store: ArtifactStore, sha256: string, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await store.materialise(sha256, join(folder, name));
}

async function placeEvaluation(store: ArtifactStore, sha256: string, folder: string): Promise<void> {
  await place(store, sha256, folder, "evaluation");
  const path = join(folder, "evaluation");
  await using file = await open(path, "r");
  const { buffer, bytesRead } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
  await rename(path, join(folder, evaluationName(buffer.subarray(0, bytesRead))));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Bytes of an evaluation set from which its format is told. */
const START_BYTES = 1024 * 1024;

/**
 * Names a family's evaluation set after its format, by its first bytes alone: it is committed to by its hash, so that
 * what its file was called somewhere must not change how it is read. Tables and archives are recognised; all else is
 * `evaluation.txt`, which tasks that need columns read as CSV.
 * @param start The file's first mebibyte, or all of it.
 */
export function evaluationName(start: Buffer): string {
  return `evaluation.${formatOf(start)}`;
}

function formatOf(start: Buffer): string {
  const latin = start.toString("latin1", 0, START_BYTES);
  if (latin.startsWith("PAR1")) return "parquet";
  if (latin.startsWith("PK\x03\x04")) return "zip";
  if (latin.slice(257, 262) === "ustar") return "tar";
  const line = start.toString("utf8", 0, START_BYTES).trimStart().split("\n", 1)[0] ?? "";
  return line.startsWith("{") && isJson(line) ? "jsonl" : "txt";
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
