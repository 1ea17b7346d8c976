import { PosthumanError } from "@posthuman/sdk";
import type { JournalEntry } from "./JournalEntry.ts";
import { refusalOf } from "./refusalOf.ts";

/**
 * The error in which a transaction ended; `undefined` while it has not, or if it worked. The argument `error` of a
 * refused or reverted one is the code of what the contract said.
 */
export function failureOf(entry: JournalEntry, account: string): PosthumanError | undefined {
  const { key, state, description, nonce = 0, receipt, reason } = entry;
  if (state === "refused") return refusalOf(entry);
  if (state === "replaced") return new PosthumanError("TRANSACTION_REPLACED", { key, nonce, account });
  if (state !== "failed") return undefined;
  return new PosthumanError("TRANSACTION_REVERTED", { description, ...reason, hash: receipt?.hash ?? "" });
}
