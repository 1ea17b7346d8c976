import { createInterface } from "node:readline";
import { createInterface as createDialogue } from "node:readline/promises";
import { Writable } from "node:stream";
import { PosthumanError } from "@posthuman/sdk";
import { readSecretFile } from "@posthuman/sdk/node";

/**
 * Asks at the terminal whether to go on.
 * @throws PosthumanError `CONFIRMATION_MISSING` where there is no terminal, `SENDING_DECLINED` for any answer but yes.
 */
export async function confirm(): Promise<void> {
  if (!process.stdin.isTTY) throw new PosthumanError("CONFIRMATION_MISSING");
  const lines = createDialogue({ input: process.stdin, output: process.stderr });
  // Ctrl-D ends the line without an answer.
  const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
  const answer = await Promise.race([lines.question("Go on? [y/N] "), closed]);
  lines.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new PosthumanError("SENDING_DECLINED");
}

/** The exit status of a process that Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * Asks for a password on the terminal without showing it; `undefined` where there is no terminal, or the answer is Ctrl-D.
 * Ctrl-C ends the process, as at any other time.
 */
export async function askPassword(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  // Asked only now: an answer that came sooner would be shown, and a Ctrl-C would be the terminal's.
  process.stderr.write(question);
  try {
    return await new Promise<string | undefined>((resolve) => {
      lines.once("line", resolve);
      lines.once("close", () => resolve(undefined));
      lines.once("SIGINT", () => {
        lines.close();
        process.stderr.write("\n");
        process.exit(INTERRUPTED);
      });
    });
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}

/** Asks for the password of a keystore that is about to be opened; `undefined` as for `askPassword`. */
export function keystorePassword(keystore: string | undefined): Promise<string | undefined> {
  return askPassword(`Password of ${keystore ?? "the keystore"}: `);
}

/**
 * The password of a keystore that is about to be written: from a file, the environment's
 * `POSTHUMAN_KEYSTORE_PASSWORD`, or typed twice at the terminal.
 * @throws PosthumanError `KEYSTORE_PASSWORD_MISSING`, `PASSWORDS_DIFFER`, `KEY_UNREADABLE`, `KEY_FILE_EXPOSED`.
 */
export async function newPassword(keystore: string, passwordFile: string | undefined): Promise<string> {
  const given =
    passwordFile === undefined ? process.env["POSTHUMAN_KEYSTORE_PASSWORD"] : readSecretFile(passwordFile);
  const password = given ?? (await askTwice(keystore));
  if (!password) throw new PosthumanError("KEYSTORE_PASSWORD_MISSING", { file: keystore });
  return password;
}

async function askTwice(keystore: string): Promise<string | undefined> {
  const first = await askPassword(`New password for ${keystore}: `);
  if (first === undefined) return undefined;
  const second = await askPassword("The same password again: ");
  if (first !== second) throw new PosthumanError("PASSWORDS_DIFFER");
  return first;
}
