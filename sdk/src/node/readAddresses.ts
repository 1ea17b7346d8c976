import { readFile } from "node:fs/promises";
import type { Addresses } from "../base/Addresses.ts";
import { parseAddresses } from "../client/parseAddresses.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";

/**
 * Reads the address document that a deployment wrote.
 * @throws PosthumanError `ADDRESSES_UNREADABLE`, `ADDRESSES_INVALID`.
 */
export async function readAddresses(file: string): Promise<Addresses> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    const reason =
      cause instanceof SyntaxError ? "it is not JSON" : ((cause as { code?: string }).code ?? "");
    throw new PosthumanError("ADDRESSES_UNREADABLE", { file, reason }, { cause });
  }
  return parseAddresses(value);
}
