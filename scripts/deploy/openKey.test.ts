import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Wallet } from "ethers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findNetwork, openChain, openKey } from "./openChain.ts";

const network = findNetwork("optimism_sepolia", undefined);
const none = { keystore: undefined, passwordFile: undefined };

// Hardhat's keystore of whoever runs the tests is none of their business.
beforeEach(() => void vi.stubEnv("XDG_CONFIG_HOME", mkdtempSync(join(tmpdir(), "config-"))));
afterEach(() => void vi.unstubAllEnvs());

test("a network is found by name and by chain id, or the names are listed", () => {
  expect(findNetwork("11155420", undefined)).toEqual(network);
  expect(() => findNetwork("sepolio", undefined)).toThrow(
    expect.objectContaining({ code: "NETWORK_UNKNOWN" }),
  );
});

test("the key of a network comes from its variable, with 0x and without", async () => {
  const { address, privateKey } = Wallet.createRandom();
  for (const key of [privateKey, privateKey.slice(2)]) {
    vi.stubEnv("OPTIMISM_SEPOLIA_PRIVATE_KEY", key);
    expect((await openKey(network, none)).address).toBe(address);
  }
});

test("a key that is none is not repeated", async () => {
  vi.stubEnv("OPTIMISM_SEPOLIA_PRIVATE_KEY", "my secret");
  const error: unknown = await openKey(network, none).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "DEPLOYER_KEY_INVALID" });
  expect(JSON.stringify(error)).not.toContain("secret");
});

test("what is configured nowhere is named", async () => {
  await expect(openKey(network, none)).rejects.toMatchObject({
    code: "DEPLOYER_KEY_MISSING",
    args: { variable: "OPTIMISM_SEPOLIA_PRIVATE_KEY" },
  });
  await expect(openChain(network)).rejects.toMatchObject({
    code: "NETWORK_URL_MISSING",
    args: { variable: "OPTIMISM_SEPOLIA_RPC_URL" },
  });
});

test("what is no URL is not tried", async () => {
  for (const url of ["infura", "ws://127.0.0.1:1", "https://"]) {
    vi.stubEnv("OPTIMISM_SEPOLIA_RPC_URL", url);
    await expect(openChain(network)).rejects.toMatchObject({ code: "NETWORK_URL_INVALID" });
  }
});
