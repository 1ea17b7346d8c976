import { getAddress, isAddress } from "ethers";
import { PosthumanError } from "@posthuman/sdk";

/**
 * An address that a person wrote.
 * @param what What it is of, for the error's words.
 * @throws PosthumanError `ADDRESS_INVALID`.
 */
export function addressOf(text: string, what: string): string {
  if (!isAddress(text)) throw new PosthumanError("ADDRESS_INVALID", { what, value: text });
  return getAddress(text);
}
