import type { ErrorCode } from "../errors/catalogue.ts";

/** `opening`: the model is being loaded. `closing`: no more calls; the receipt is being made. */
export type SessionState = "opening" | "open" | "closing" | "closed";

/** A session as its worker shows it to whom it belongs. */
export interface Session {
  /** The job that pays for it. */
  readonly job: string;
  /** What calls name as their `model`. */
  readonly model: string;
  readonly state: SessionState;
  /** Budget of tokens, prompts and completions together. */
  readonly tokens: number;
  /** Tokens of the calls that were answered. */
  readonly used: number;
  /** Calls that were answered. */
  readonly calls: number;
  /** Unix time in seconds until which it is open; null as long as it opens. */
  readonly expires: number | null;
  /** What clients of OpenAI's API take as base URL. */
  readonly baseUrl: string;
  /** SHA-256 of each key, in hex. */
  readonly keys: readonly string[];
  /** Why it ended before its budget or its time did. */
  readonly reason?: ErrorCode;
}
