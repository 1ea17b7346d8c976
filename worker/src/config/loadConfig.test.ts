import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import { expect, test } from "vitest";
import { loadConfig, type ConfigSources } from "./loadConfig.ts";

const folder = mkdtempSync(join(tmpdir(), "config-"));

function configFile(content: unknown): string {
  const file = join(folder, "config.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

function refusal(sources: ConfigSources): PosthumanError {
  try {
    loadConfig(sources);
  } catch (error) {
    if (PosthumanError.is(error)) return error;
    throw error;
  }
  throw new Error("The configuration was accepted.");
}

test("has a default for everything", () => {
  const config = loadConfig({});
  expect(config).toMatchObject({ rpcUrl: "http://127.0.0.1:8545", listen: { host: "127.0.0.1", port: 0 } });
  expect(Object.isFrozen(config.listen)).toBe(true);
});

test("parts the machine among its slots", () => {
  const [one, two] = [1, 2].map((slots) => loadConfig({ flags: { slots } }));
  expect(two?.limits.memory).toBe(Math.floor((one?.limits.memory ?? 0) / 2));
  expect(two?.threads).toBe(Math.max(1, Math.floor((one?.threads ?? 0) / 2)));
});

test("flags win over the environment, and that over the file", () => {
  const file = configFile({ name: "file", slots: 2, threads: 3, fees: { train: { fixed: "7" } } });
  const env = {
    POSTHUMAN_WORKER_NAME: "env",
    POSTHUMAN_WORKER_SLOTS: "4",
    POSTHUMAN_WORKER_LISTEN__PORT: "80",
  };
  const config = loadConfig({ file, env, flags: { name: "flag", listen: { host: "::1", port: undefined } } });
  expect(config).toMatchObject({ name: "flag", slots: 4, threads: 3, listen: { host: "::1", port: 80 } });
  expect(config.fees.train.fixed).toBe(7n);
});

test("paths in a file are relative to its folder", () => {
  const config = loadConfig({ file: configFile({ dataFolder: "data", key: { file: "key" } }) });
  expect(config.dataFolder).toBe(join(folder, "data"));
  expect(config.key.file).toBe(join(folder, "key"));
});

test("lists of hashes come from a file or, with commas, from the environment", () => {
  const [one, two] = ["ab".repeat(32), "cd".repeat(32)];
  const images = { "python:3.11": "venv/bin/python" };
  const file = configFile({ trustedAlgorithms: [one], algorithmImages: images });
  expect(loadConfig({ file })).toMatchObject({
    trustedAlgorithms: [one],
    algorithmImages: { "python:3.11": join(folder, "venv/bin/python") },
  });
  const inEnvironment = (text: string) => ({ env: { POSTHUMAN_WORKER_TRUSTED_ALGORITHMS: text } });
  expect(loadConfig(inEnvironment(`${one},${two}`)).trustedAlgorithms).toEqual([one, two]);
  expect(loadConfig(inEnvironment("any")).trustedAlgorithms).toBe("any");
  expect(loadConfig({}).trustedAlgorithms).toEqual([]);
  expect(refusal(inEnvironment("all")).message).toContain("trustedAlgorithms.0: must be 64");
});

test("refuses unknown fields by name, wherever they come from", () => {
  expect(refusal({ file: configFile({ rpcURL: "x" }) }).message).toContain("unknown field rpcURL");
  expect(refusal({ env: { POSTHUMAN_WORKER_LISTEN__PROT: "1" } }).message).toContain(
    "unknown field listen.prot",
  );
});

test("names every wrong field, and never a value", () => {
  const secret = "b".repeat(64);
  const error = refusal({
    file: configFile({ slots: secret, isolation: secret, key: { privateKey: secret } }),
  });
  expect(error.code).toBe("CONFIG_INVALID");
  for (const field of ["slots", "isolation", "key.privateKey"]) expect(error.message).toContain(field);
  expect(JSON.stringify(error)).not.toContain(secret);
});

test("says why a file cannot be read", () => {
  expect(refusal({ file: join(folder, "none.json") }).message).toContain("ENOENT");
  expect(refusal({ file: configFile([]) }).code).toBe("CONFIG_UNREADABLE");
});
