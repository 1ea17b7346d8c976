import { getAddress, isAddress } from "ethers";
import { PosthumanError } from "../errors/PosthumanError.ts";

/**
 * An address with its checksum.
 *
 * @param what What the address is of, for the error's words.
 * @throws PosthumanError `ADDRESS_INVALID`.
 *
 * @example
 * const owner = checkedAddress(text, "owner");
 */
export function checkedAddress(value: string, what: string): string {
  if (!isAddress(value)) throw new PosthumanError("ADDRESS_INVALID", { what, value });
  return getAddress(value);
}
