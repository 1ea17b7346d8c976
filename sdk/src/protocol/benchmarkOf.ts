/**
 * The standard benchmark that a manifest asks to run: the worker has its questions, so the job brings none.
 *
 * @returns Nothing if it asks for none. What an algorithm of somebody else's does with its parameters is its own matter.
 *
 * @example
 * benchmarkOf({ kind: "evaluate", parameters: { benchmark: "arc_easy" } }); // "arc_easy"
 */
export function benchmarkOf(manifest: {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly algorithm?: unknown;
}): string | undefined {
  const { benchmark } = manifest.parameters;
  if (manifest.kind !== "evaluate" || manifest.algorithm !== undefined) return undefined;
  return typeof benchmark === "string" && benchmark !== "" ? benchmark : undefined;
}
