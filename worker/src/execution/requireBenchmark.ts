import { benchmarkOf, PosthumanError, type Manifest } from "@posthuman/sdk";
import { listBenchmarks, type Benchmark } from "../refs/documents.ts";
import type { Refs } from "../refs/openRefs.ts";
import type { ArtifactStore } from "../store/openStore.ts";

/**
 * Finds the standard benchmark that a job asks for.
 * @returns Nothing if it asks for none.
 * @throws PosthumanError `BENCHMARK_MISSING`, which names those that are here.
 */
export async function requireBenchmark(
  { refs, store }: { readonly refs: Refs; readonly store: Pick<ArtifactStore, "has"> },
  manifest: Manifest,
): Promise<Benchmark | undefined> {
  const name = benchmarkOf(manifest);
  if (name === undefined) return undefined;
  const all = await listBenchmarks(refs);
  const found = all.find((one) => one.name === name);
  if (found && (await store.has(found.sha256))) return found;
  const known = all.map((one) => one.name).join(", ") || "none";
  throw new PosthumanError("BENCHMARK_MISSING", { name: name.slice(0, 100), known });
}
