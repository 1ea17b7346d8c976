import { askPassword } from "@posthuman/cli/terminal";
import { PosthumanError } from "@posthuman/sdk";
import { readKey } from "@posthuman/worker";
import { Wallet } from "ethers";
import type { PublicNetwork } from "../../deploy/publicNetworks.ts";
import { configured } from "./configured.ts";

/** Which account pays. */
export interface KeyOptions {
  /** An encrypted file (JSON V3); without one, the network's configuration variable holds the key. */
  readonly keystore: string | undefined;
  readonly passwordFile: string | undefined;
}

/**
 * Opens the account that pays: from an encrypted file, or from the network's configuration variable. There is no way to
 * name a key on the command line, where others would see it.
 *
 * @throws PosthumanError `DEPLOYER_KEY_MISSING`, `DEPLOYER_KEY_INVALID`, `KEYSTORE_PASSWORD_WRONG`, `KEY_UNREADABLE`, …
 */
export async function openKey(
  { name, variable }: PublicNetwork,
  { keystore, passwordFile }: KeyOptions,
): Promise<Wallet> {
  if (keystore !== undefined) {
    const ask = () => process.env["POSTHUMAN_KEYSTORE_PASSWORD"] ?? askPassword(`Password of ${keystore}: `);
    return readKey({ keystore, passwordFile }, ask);
  }
  const keyVariable = `${variable}_PRIVATE_KEY`;
  const key = await configured(keyVariable);
  if (!key) throw new PosthumanError("DEPLOYER_KEY_MISSING", { network: name, variable: keyVariable });
  try {
    return new Wallet(key.startsWith("0x") ? key : `0x${key}`);
  } catch {
    // No cause: it could show the key.
    throw new PosthumanError("DEPLOYER_KEY_INVALID", { variable: keyVariable });
  }
}
