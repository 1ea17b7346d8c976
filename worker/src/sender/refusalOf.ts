import { PosthumanError } from "@posthuman/sdk";
import type { JournalEntry } from "./JournalEntry.ts";

/** The error of a transaction that was tried and would revert, so that nothing was sent. */
export function refusalOf(
  { description, reason }: Pick<JournalEntry, "description" | "reason">,
  cause?: unknown,
): PosthumanError {
  return new PosthumanError("TRANSACTION_REFUSED", { description, ...reason }, { cause });
}
