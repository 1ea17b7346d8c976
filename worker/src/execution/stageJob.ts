import type { Readable } from "node:stream";
import type { RunSpec, StagedFile } from "../runner/Runner.ts";
import type { ArtifactStore } from "../store/openStore.ts";
import { stageTree } from "../store/weights.ts";
import type { PlannedJob } from "./plan.ts";

/** The part of a plan that an algorithm sees. */
export interface VisiblePlan extends Omit<PlannedJob, "order"> {
  readonly order: Pick<PlannedJob["order"], "id" | "manifest">;
}

/** Names by its content everything that the algorithm of a job reads. */
export async function stageJob(
  { order, model, inputs, algorithm, lineage, evaluationSet, benchmark }: VisiblePlan,
  { store, threads }: { readonly store: Pick<ArtifactStore, "read">; readonly threads: number },
): Promise<Pick<RunSpec, "staged" | "documents">> {
  const { id, manifest } = order;
  const staged: StagedFile[] = inputs.map(({ id, file, sha256 }) => ({
    path: `inputs/${id}/${file}`,
    sha256,
  }));
  if (algorithm) staged.push({ path: "transformations/algorithm", sha256: algorithm.sha256 });
  if (evaluationSet !== undefined) {
    const name = evaluationName(await startOf(await store.read(evaluationSet)));
    staged.push({ path: `inputs/evaluation/${name}`, sha256: evaluationSet });
  }
  if (benchmark) staged.push({ path: `inputs/benchmark/${benchmark.file}`, sha256: benchmark.sha256 });
  staged.push(...stageTree(model.files, "model"));
  for (const [index, { files }] of lineage.entries())
    staged.push(...stageTree(files, `lineage/${index + 1}`));
  const job = {
    job: id,
    kind: manifest.kind,
    task: manifest.task,
    model: model.name,
    parameters: manifest.parameters,
    datasets: inputs.map(({ file, ...input }) => ({ ...input, files: [file] })),
    seed: manifest.seed,
    threads,
    familyEvaluation: evaluationSet !== undefined,
    lineage: lineage.map(({ name }, index) => ({ name, path: `lineage/${index + 1}` })),
    ...(benchmark ? { benchmark } : {}),
  };
  return {
    staged,
    documents: {
      "inputs/algoCustomData.json": JSON.stringify(manifest.parameters),
      "inputs/job.json": JSON.stringify(job),
    },
  };
}

/** The first bytes of a stream, which is not read further. */
async function startOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= START_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, START_BYTES);
}

/** Bytes of an evaluation set that are read to recognise its format. */
const START_BYTES = 1024 * 1024;

/**
 * Names a family's evaluation set after its format, by its first bytes alone: the chain knows it by its
 * hash alone, so the name of its file must not change how it is read. Tables and archives are recognised; all else is
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
