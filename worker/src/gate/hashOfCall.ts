import { PosthumanError, requestHashOf } from "@posthuman/sdk";

/**
 * What stands for a call's body in the receipt.
 * @throws PosthumanError `CALL_UNREADABLE` if it has no canonical form.
 */
export function hashOfCall(body: unknown): string {
  try {
    return requestHashOf(body);
  } catch {
    throw new PosthumanError("CALL_UNREADABLE", { reason: "it holds half of a surrogate pair" });
  }
}
