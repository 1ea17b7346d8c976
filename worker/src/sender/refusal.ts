import { PosthumanError } from "@posthuman/sdk";
import type { JournalEntry } from "./JournalEntry.ts";

/** The error of a transaction that was tried and would revert. Its argument `error` is the contract's error's name. */
export function refusal(entry: JournalEntry, cause?: unknown): PosthumanError {
  const reason = entry.reason ?? "no reason given";
  const args = { description: entry.description, reason, error: errorName(reason) };
  return new PosthumanError("TRANSACTION_REFUSED", args, { cause });
}

/** `Name` of `Name(arguments)`. */
export function errorName(reason: string): string {
  return reason.split("(", 1)[0] ?? reason;
}
