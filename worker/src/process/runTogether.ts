/**
 * Runs several loops at the same time. When one of them fails, the others are told to stop.
 * @param stop What tells them.
 * @throws what the first one failed with, when all have ended.
 */
export async function runTogether(
  stop: AbortController,
  loops: readonly (() => Promise<void>)[],
): Promise<void> {
  let failure: { readonly reason: unknown } | undefined;
  await Promise.all(
    loops.map((loop) =>
      loop().catch((reason: unknown) => {
        failure ??= { reason };
        stop.abort();
      }),
    ),
  );
  if (failure) throw failure.reason;
}
