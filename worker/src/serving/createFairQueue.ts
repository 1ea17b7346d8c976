/** Gives calls their turn at an engine. */
export interface FairQueue {
  /**
   * Waits for a turn.
   * @param lane Whose call it is: a session.
   * @returns what gives the place back.
   * @throws what `signal` was aborted with.
   */
  enter(lane: string, signal: AbortSignal): Promise<Disposable>;
}

/** How many calls there may be. */
export interface FairQueueLimits {
  /** Under way at a time; the first of a lane does not wait for those of others. */
  readonly total: number;
  /** Of one lane under way. */
  readonly perLane: number;
}

interface Lane {
  running: number;
  /** When it came, or when a call of it last began or ended; turns are counted, not time. */
  last: number;
  readonly waiting: (() => void)[];
}

/** Makes a queue in which the lanes take turns, however many calls each of them brings. */
export function createFairQueue({ total, perLane }: FairQueueLimits): FairQueue {
  const lanes = new Map<string, Lane>();
  let running = 0;
  let turns = 0;

  function start(name: string, lane: Lane): Disposable {
    running += 1;
    lane.running += 1;
    lane.last = ++turns;
    let held = true;
    return {
      [Symbol.dispose]() {
        if (!held) return;
        held = false;
        running -= 1;
        lane.running -= 1;
        lane.last = ++turns;
        forget(name, lane);
        next();
      },
    };
  }

  function forget(name: string, lane: Lane): void {
    if (lane.running === 0 && lane.waiting.length === 0) lanes.delete(name);
  }

  /** A lane that has nothing in progress would otherwise wait until the others are answered. */
  function hasPlace(lane: Lane): boolean {
    return lane.running === 0 || (running < total && lane.running < perLane);
  }

  function next(): void {
    for (;;) {
      let free: Lane | undefined;
      for (const lane of lanes.values()) {
        if (lane.waiting.length === 0 || !hasPlace(lane)) continue;
        if (!free || lane.last < free.last) free = lane;
      }
      const begin = free?.waiting.shift();
      if (!begin) return;
      begin();
    }
  }

  return {
    async enter(name, signal) {
      signal.throwIfAborted();
      const lane = lanes.get(name) ?? { running: 0, last: ++turns, waiting: [] };
      lanes.set(name, lane);
      if (hasPlace(lane) && lane.waiting.length === 0) return start(name, lane);
      const turn = Promise.withResolvers<Disposable>();
      const begin = () => turn.resolve(start(name, lane));
      const leave = () => {
        const place = lane.waiting.indexOf(begin);
        if (place < 0) return;
        lane.waiting.splice(place, 1);
        forget(name, lane);
        turn.reject(signal.reason as Error);
      };
      lane.waiting.push(begin);
      signal.addEventListener("abort", leave, { once: true });
      try {
        return await turn.promise;
      } finally {
        signal.removeEventListener("abort", leave);
      }
    },
  };
}
