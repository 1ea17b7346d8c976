import { z } from "zod";
import type { Refs } from "./openRefs.ts";

const schema = z.object({
  /** As the harness calls it. */
  name: z.string(),
  /** The harness's task file, below its tasks. */
  definition: z.string(),
  /** The harness that the questions were tried with, and its version. */
  harness: z.string(),
  questions: z.number(),
  /** Name of the file with the questions. */
  file: z.string(),
  sha256: z.string(),
});

/** A standard benchmark whose questions lie in the store. */
export type Benchmark = z.output<typeof schema>;

/** Writes down where a benchmark's questions are; what was known of it before is replaced. */
export async function writeBenchmark(refs: Refs, benchmark: Benchmark): Promise<void> {
  await refs.write(Buffer.from(JSON.stringify(benchmark)), "benchmarks", benchmark.name);
}

/** All benchmarks whose questions are here, by name. */
export async function listBenchmarks(refs: Refs): Promise<Benchmark[]> {
  const names = await refs.list("benchmarks");
  const documents = await Promise.all(names.map((name) => refs.read("benchmarks", name)));
  return documents.flatMap((bytes) => (bytes ? [schema.parse(JSON.parse(bytes.toString()))] : []));
}
