import { readFile } from "node:fs/promises";
import { getAddress, isAddress } from "ethers";
import { PosthumanError } from "@posthuman/sdk";

/**
 * Whose key a keystore holds, as the keystore itself says without its password.
 * @throws PosthumanError `KEY_UNREADABLE`.
 */
export async function addressIn(keystore: string): Promise<string> {
  const unreadable = (reason: string) => new PosthumanError("KEY_UNREADABLE", { file: keystore, reason });
  const text = await readFile(keystore, "utf8").catch((error: { code?: string }) => {
    throw unreadable(error.code ?? "it cannot be read");
  });
  try {
    const { address } = JSON.parse(text) as { address?: unknown };
    const hex = `0x${String(address).replace(/^0x/, "")}`;
    if (isAddress(hex)) return getAddress(hex);
  } catch {
    // Not JSON: said below, as for JSON of another kind.
  }
  throw unreadable("it is not a keystore in JSON V3");
}
