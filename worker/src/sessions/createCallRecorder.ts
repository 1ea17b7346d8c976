import { PosthumanError, type SessionCall } from "@posthuman/sdk";
import { crashPoint } from "../database/atomic.ts";
import type { SessionStore } from "./openSessionStore.ts";

/** A call, and the session that it was made in. */
type RecordedCall = SessionCall & { readonly job: string };

/** Writes calls down. */
export interface CallRecorder {
  /** Resolves when the call is on the disk. @throws PosthumanError `INTERNAL` if it cannot be written, for a full disk. */
  record(call: RecordedCall): Promise<void>;
}

/**
 * Makes a recorder. Calls that end in the same turn of the event loop share one commit, as each waits for the disk
 * while nothing else goes on.
 */
export function createCallRecorder(store: Pick<SessionStore, "record">): CallRecorder {
  let waiting: { call: RecordedCall; done: PromiseWithResolvers<void> }[] = [];

  function flush(): void {
    const batch = waiting;
    waiting = [];
    try {
      store.record(batch.map(({ call }) => call));
      crashPoint("session.recorded");
      for (const { done } of batch) done.resolve();
    } catch (cause) {
      const error = new PosthumanError("INTERNAL", {}, { cause });
      for (const { done } of batch) done.reject(error);
    }
  }

  return {
    record(call) {
      if (waiting.length === 0) setImmediate(flush);
      const done = Promise.withResolvers<void>();
      waiting.push({ call, done });
      return done.promise;
    },
  };
}
