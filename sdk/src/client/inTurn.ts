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
