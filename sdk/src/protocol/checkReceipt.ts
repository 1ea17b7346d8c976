import { PosthumanError } from "../errors/PosthumanError.ts";
import { problemsOf } from "./fields.ts";
import { receiptSchema, type Receipt } from "./Receipt.ts";

/**
 * Makes sure that a value has the form of a receipt.
 *
 * @throws PosthumanError `RECEIPT_INVALID`, which lists every field that is wrong.
 */
export function checkReceipt(value: unknown): Receipt {
  const checked = receiptSchema.safeParse(value);
  if (checked.success) return checked.data;
  throw new PosthumanError("RECEIPT_INVALID", { problems: problemsOf(checked.error) });
}
