import { readFile, stat } from "node:fs/promises";
import { PosthumanError } from "@posthuman/sdk";
import { askPassword } from "./askPassword.ts";

/**
 * The password of a keystore that is about to be written: from a file, the environment's
 * `POSTHUMAN_KEYSTORE_PASSWORD`, or typed twice at the terminal.
 * @throws PosthumanError `KEYSTORE_PASSWORD_MISSING`, `PASSWORDS_DIFFER`, `KEY_UNREADABLE`, `KEY_FILE_EXPOSED`.
 */
export async function newPassword(keystore: string, passwordFile: string | undefined): Promise<string> {
  const given =
    passwordFile === undefined ? process.env["POSTHUMAN_KEYSTORE_PASSWORD"] : await read(passwordFile);
  const password = given ?? (await askTwice(keystore));
  if (!password) throw new PosthumanError("KEYSTORE_PASSWORD_MISSING", { file: keystore });
  return password;
}

async function read(file: string): Promise<string> {
  try {
    const mode = (await stat(file)).mode & 0o777;
    if ((mode & 0o077) !== 0) throw new PosthumanError("KEY_FILE_EXPOSED", { file, mode: mode.toString(8) });
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    if (PosthumanError.is(error)) throw error;
    throw new PosthumanError("KEY_UNREADABLE", { file, reason: (error as { code?: string }).code ?? "" });
  }
}

async function askTwice(keystore: string): Promise<string | undefined> {
  const first = await askPassword(`New password for ${keystore}: `);
  if (first === undefined) return undefined;
  const second = await askPassword("The same password again: ");
  if (first !== second) throw new PosthumanError("PASSWORDS_DIFFER");
  return first;
}
