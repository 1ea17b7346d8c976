/** Waits; returns at once when the signal fires. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}

const last = new Map<string, Promise<unknown>>();

/**
 * Runs work after all earlier work with the same key, whether that succeeded or not. Sending is done so for each
 * account, or two transactions would take the same nonce.
 */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
  last.set(key, mine);
  try {
    return await mine;
  } finally {
    if (last.get(key) === mine) last.delete(key);
  }
}

/**
 * Items of several streams as they come. Ends with the first stream, whose end the others do not outlive.
 *
 * @param first Decides the end.
 * @param others Run beside it.
 */
export async function* mergeStreams<T>(
  first: AsyncGenerator<T>,
  ...others: AsyncGenerator<T>[]
): AsyncGenerator<T> {
  const streams = [first, ...others];
  const next = (stream: AsyncGenerator<T>) => stream.next().then((result) => ({ stream, result }));
  const waiting = new Map(streams.map((stream) => [stream, next(stream)]));
  try {
    for (;;) {
      const { stream, result } = await Promise.race(waiting.values());
      if (result.done && stream === first) return;
      if (result.done) waiting.delete(stream);
      else {
        waiting.set(stream, next(stream));
        yield result.value;
      }
    }
  } finally {
    // Left in the middle of a wait, they end as soon as that is over; nobody needs what comes of it.
    for (const [stream, item] of waiting) {
      item.catch(() => undefined);
      void stream.return(undefined).catch(() => undefined);
    }
  }
}
