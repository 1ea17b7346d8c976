/** Says how often something may happen. */
export interface RateLimit {
  /** Counts one. @returns milliseconds to wait before it may happen; 0 if it may now. */
  take(): number;
}

/** Lets `perMinute` happen in a minute, at once or spread over it. */
export function createRateLimit(perMinute: number, now: () => number = () => performance.now()): RateLimit {
  const perMs = perMinute / 60_000;
  let left = perMinute;
  let at = now();
  return {
    take() {
      const time = now();
      left = Math.min(perMinute, left + (time - at) * perMs);
      at = time;
      if (left < 1) return Math.ceil((1 - left) / perMs);
      left -= 1;
      return 0;
    },
  };
}
