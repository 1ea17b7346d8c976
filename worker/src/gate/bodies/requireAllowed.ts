import { PosthumanError } from "@posthuman/sdk";

/** What tells so much of a model that its owner must have allowed it. */
export type Leak = "logprobs" | "embeddings";

/** What the operator's configuration allows, as the models' owners said. */
export type Allowed = readonly Leak[];

/** @throws PosthumanError `CALL_NOT_ALLOWED`. */
export function requireAllowed(allowed: Allowed, what: Leak): void {
  if (!allowed.includes(what)) throw new PosthumanError("CALL_NOT_ALLOWED", { what });
}
