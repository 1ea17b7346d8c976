import { PosthumanError } from "../errors/PosthumanError.ts";
import { problemsOf } from "../protocol/fields.ts";
import { addressesSchema, type Addresses } from "./Addresses.ts";

/**
 * Makes sure that a value is an address document.
 *
 * @param value The document, parsed from JSON.
 * @throws PosthumanError `ADDRESSES_INVALID`, which lists every field that is wrong.
 *
 * @example
 * const addresses = parseAddresses(JSON.parse(await readFile("addresses.json", "utf8")));
 */
export function parseAddresses(value: unknown): Addresses {
  const checked = addressesSchema.safeParse(value);
  if (checked.success) return checked.data;
  throw new PosthumanError("ADDRESSES_INVALID", { problems: problemsOf(checked.error) });
}
