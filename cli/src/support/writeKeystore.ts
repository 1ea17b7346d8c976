import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { encryptKeystoreJson, type Wallet } from "ethers";
import { PosthumanError } from "@posthuman/sdk";

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
