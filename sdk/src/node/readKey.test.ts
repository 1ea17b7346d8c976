import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encryptKeystoreJsonSync, Wallet } from "ethers";
import { expect, onTestFinished, test, vi } from "vitest";
import type { ErrorCode } from "../errors/catalogue.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { readKey, type KeySource } from "./readKey.ts";

const folder = mkdtempSync(join(tmpdir(), "key-"));
const wallet = new Wallet(Wallet.createRandom().privateKey);
const keystore = put(
  "keystore",
  encryptKeystoreJsonSync(wallet, "open sesame", { scrypt: { N: 2, r: 1, p: 1 } }),
);

function put(name: string, text: string, mode = 0o600): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

async function refused(source: KeySource, code: ErrorCode, password?: string): Promise<void> {
  const error: unknown = await readKey(source, () => password).catch((reason: unknown) => reason);
  expect(PosthumanError.is(error, code)).toBe(true);
  expect(JSON.stringify(error)).not.toContain(password ?? wallet.privateKey.slice(2));
}

test("opens a keystore with the password of a file, of the environment, or of the caller", async () => {
  const passwordFile = put("password", "open sesame\n");
  vi.stubEnv("POSTHUMAN_KEYSTORE_PASSWORD", "open sesame");
  onTestFinished(() => void vi.unstubAllEnvs());
  expect((await readKey({ keystore })).address).toBe(wallet.address);
  vi.stubEnv("POSTHUMAN_KEYSTORE_PASSWORD", undefined);
  expect((await readKey({ keystore, passwordFile }, () => undefined)).address).toBe(wallet.address);
  expect((await readKey({ keystore }, () => "open sesame")).address).toBe(wallet.address);
});

test("opens a key file that only its owner can read", async () => {
  const file = put("bare", `${wallet.privateKey}\n`);
  expect((await readKey({ file }, () => undefined)).address).toBe(wallet.address);
});

test("refuses everything else, and shows no secret", async () => {
  await refused({}, "KEY_MISSING");
  await refused({ keystore }, "KEYSTORE_PASSWORD_MISSING");
  await refused({ keystore }, "KEYSTORE_PASSWORD_WRONG", "close sesame");
  await refused({ keystore, passwordFile: put("open", "open sesame", 0o644) }, "KEY_FILE_EXPOSED");
  await refused({ keystore: put("no", "{}") }, "KEY_UNREADABLE", "open sesame");
  await refused({ file: put("exposed", wallet.privateKey, 0o640) }, "KEY_FILE_EXPOSED");
  await refused({ file: put("short", wallet.privateKey.slice(0, -2)) }, "KEY_UNREADABLE");
  await refused({ file: put("zero", "0".repeat(64)) }, "KEY_UNREADABLE");
  await refused({ file: join(folder, "none") }, "KEY_UNREADABLE");
});
