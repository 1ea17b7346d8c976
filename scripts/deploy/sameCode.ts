import type { Artifact } from "@nomicfoundation/ignition-core";

/** Where a contract's immutables stand in its code, as the compiler says it. */
type References = Readonly<Record<string, readonly { readonly start: number; readonly length: number }[]>>;

/**
 * Whether code on a chain is that of an artifact. Immutables, which the constructor writes into the code, are passed
 * over.
 */
export function sameCode(code: string, artifact: Artifact & { immutableReferences?: References }): boolean {
  const expected = artifact.deployedBytecode;
  if (code.length !== expected.length) return false;
  const places = Object.values(artifact.immutableReferences ?? {}).flat();
  return masked(code, places) === masked(expected, places);
}

function masked(code: string, places: readonly { start: number; length: number }[]): string {
  const bytes = Buffer.from(code.slice(2), "hex");
  for (const { start, length } of places) bytes.fill(0, start, start + length);
  return bytes.toString("hex");
}
