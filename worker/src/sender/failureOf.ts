import { PosthumanError } from "@posthuman/sdk";
import type { JournalEntry } from "./JournalEntry.ts";

const UNKNOWN = { error: "CONTRACT_REFUSED", reason: "it gave no reason" };

/**
 * The error in which a transaction ended; `undefined` while it has not, or if it worked. The argument `error` of a
 * refused or reverted one is the code of what the contract said.
 */
export function failureOf(entry: JournalEntry, account: string, cause?: unknown): PosthumanError | undefined {
  const { key, state, description, nonce = 0, receipt, reason = UNKNOWN } = entry;
  switch (state) {
    case "refused":
      return new PosthumanError("TRANSACTION_REFUSED", { description, ...reason }, { cause });
    case "failed":
      return new PosthumanError("TRANSACTION_REVERTED", {
        description,
        ...reason,
        hash: receipt?.hash ?? "",
      });
    case "replaced":
      return new PosthumanError("TRANSACTION_REPLACED", { key, nonce, account });
    default:
      return undefined;
  }
}
