import type { Response } from "express";
import { PosthumanError } from "@posthuman/sdk";

/** What may end a call in the middle. */
export interface CallEnd extends Disposable {
  /** Fires with the reason. */
  readonly signal: AbortSignal;
  /** Whether the client is still there to be told. */
  isClientHere(): boolean;
}

/** Watches for what ends a call in the middle: its client leaves, its session ends, or it takes too long. */
export function watchCallEnd(response: Response, session: AbortSignal, seconds: number): CallEnd {
  const ending = new AbortController();
  const onClose = () => ending.abort(new Error("The client has left."));
  const onSession = () => ending.abort(session.reason);
  const timer = setTimeout(
    () => ending.abort(new PosthumanError("ENGINE_SLOW", { seconds })),
    seconds * 1_000,
  );
  response.on("close", onClose);
  session.addEventListener("abort", onSession, { once: true });
  return {
    signal: ending.signal,
    isClientHere: () => !response.destroyed && !response.writableEnded,
    [Symbol.dispose]() {
      clearTimeout(timer);
      response.off("close", onClose);
      session.removeEventListener("abort", onSession);
    },
  };
}
