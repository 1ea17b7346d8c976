import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import { encryptKeystoreJson, getAddress, isAddress, type Wallet } from "ethers";

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

/**
 * Encrypts an account's key and writes it to a new file that only its owner can read.
 * @throws PosthumanError `FILE_EXISTS`, `FILE_UNWRITABLE`.
 */
export async function writeKeystore(file: string, wallet: Wallet, password: string): Promise<void> {
  const { address, privateKey } = wallet;
  const json = await encryptKeystoreJson({ address, privateKey }, password);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${json}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const { code = "it cannot be written" } = error as { code?: string };
    if (code === "EEXIST") throw new PosthumanError("FILE_EXISTS", { file });
    throw new PosthumanError("FILE_UNWRITABLE", { file, reason: code });
  }
}

/**
 * Makes sure that a file is not there yet, before a password is asked for.
 * @throws PosthumanError `FILE_EXISTS`.
 */
export function requireNoFile(file: string): void {
  if (existsSync(file)) throw new PosthumanError("FILE_EXISTS", { file });
}
