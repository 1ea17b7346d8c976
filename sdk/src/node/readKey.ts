import { readFileSync, statSync } from "node:fs";
import { Wallet } from "ethers";
import { PosthumanError } from "../errors/PosthumanError.ts";

/** Where a key is; see the configuration's `key`. */
export interface KeySource {
  readonly keystore?: string | undefined;
  readonly passwordFile?: string | undefined;
  readonly file?: string | undefined;
}

/** Bits of a file's mode that let others than its owner read or write it. */
const OTHERS = 0o077;

/**
 * Opens an account's key: from an encrypted keystore (JSON V3), or from a file with the bare key that only its owner
 * can read. There is no other way, so a key is never on a command line or in the environment.
 * The keystore's password comes from a file, or else from the environment's `POSTHUMAN_KEYSTORE_PASSWORD`.
 * @param ask Asks a person for the password where neither has it.
 * @throws PosthumanError `KEY_MISSING`, `KEY_UNREADABLE`, `KEY_FILE_EXPOSED`, `KEYSTORE_PASSWORD_MISSING`,
 * `KEYSTORE_PASSWORD_WRONG`.
 */
export async function readKey(
  source: KeySource,
  ask: () => Promise<string | undefined> | string | undefined = () => undefined,
): Promise<Wallet> {
  if (source.file !== undefined) return fromKeyFile(source.file);
  if (source.keystore === undefined) throw new PosthumanError("KEY_MISSING");
  const json = read(source.keystore);
  const phrase =
    source.passwordFile === undefined
      ? (process.env["POSTHUMAN_KEYSTORE_PASSWORD"] ?? (await ask()))
      : readSecretFile(source.passwordFile);
  if (phrase === undefined) throw new PosthumanError("KEYSTORE_PASSWORD_MISSING", { file: source.keystore });
  return fromKeystore(source.keystore, json, phrase);
}

async function fromKeystore(file: string, json: string, phrase: string): Promise<Wallet> {
  try {
    return (await Wallet.fromEncryptedJson(json, phrase)) as Wallet;
  } catch (error) {
    // No cause: the library's error carries its arguments, the password among them.
    if ((error as { shortMessage?: string }).shortMessage === "incorrect password") {
      throw new PosthumanError("KEYSTORE_PASSWORD_WRONG", { file });
    }
    throw new PosthumanError("KEY_UNREADABLE", { file, reason: "it is not a keystore in JSON V3" });
  }
}

function fromKeyFile(file: string): Wallet {
  const text = readSecretFile(file);
  if (!/^(0x)?[0-9a-fA-F]{64}$/.test(text)) {
    throw new PosthumanError("KEY_UNREADABLE", { file, reason: "it does not hold one key of 64 hex digits" });
  }
  try {
    return new Wallet(text.startsWith("0x") ? text : `0x${text}`);
  } catch {
    throw new PosthumanError("KEY_UNREADABLE", { file, reason: "the number in it is not a valid key" });
  }
}

/**
 * A secret from a file that only its owner can read or write, without white space around it.
 *
 * @throws PosthumanError `KEY_UNREADABLE`, `KEY_FILE_EXPOSED`.
 *
 * @example
 * const password = readSecretFile("password.txt");
 */
export function readSecretFile(file: string): string {
  const text = read(file);
  const mode = statSync(file).mode & 0o777;
  if ((mode & OTHERS) !== 0) throw new PosthumanError("KEY_FILE_EXPOSED", { file, mode: mode.toString(8) });
  return text.trim();
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = (error as { code?: string }).code ?? "it cannot be read";
    throw new PosthumanError("KEY_UNREADABLE", { file, reason }, { cause: error });
  }
}
