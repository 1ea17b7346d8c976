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

/**
 * Makes sure that something can be a job's id.
 *
 * @throws PosthumanError `ARGUMENT_INVALID`.
 */
export function checkedJobId(id: string): string {
  if (/^0x[0-9a-fA-F]{64}$/.test(id)) return id;
  throw new PosthumanError("ARGUMENT_INVALID", {
    argument: "id",
    reason: `a job's id is 0x and 64 hex digits, not ${id.slice(0, 80) || "nothing"}`,
  });
}
