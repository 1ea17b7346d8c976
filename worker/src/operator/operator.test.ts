import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { weightsRootOf, type Addresses } from "@posthuman/sdk";
import { getAddress } from "ethers";
import { expect, test } from "vitest";
import { openDataFolder } from "../process/openDataFolder.ts";
import { grantsOf, readWeights } from "../refs/documents.ts";
import { safetensors, temporaryFolder } from "../testing/fixtures.ts";
import { importDataset, importWeights } from "./imports.ts";

const address = (digits: string) => getAddress(`0x${digits.repeat(20)}`);
const custodian = address("ab");
const registry = address("cd");
const addresses = { chainId: 31_337, posthuman: { ModelRegistry: registry } } as Addresses;
const options = { addresses, custodian };

function model(parent: string, config: object = { model_type: "gpt2" }): string {
  const folder = join(parent, "model");
  mkdirSync(folder);
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  writeFileSync(join(folder, "model.safetensors"), safetensors(Buffer.alloc(64, 7)));
  return folder;
}

test("takes weights, also beside a running worker, under the root that the SDK computes", async () => {
  using scratch = temporaryFolder();
  const running = await openDataFolder(join(scratch.path, "data"));
  const beside = await openDataFolder(join(scratch.path, "data"));
  const root = await importWeights(beside, model(scratch.path), options);
  const files = (await readWeights(running.refs, root)) ?? [];
  expect(files.map(({ path }) => path)).toEqual(["config.json", "model.safetensors"]);
  expect(weightsRootOf({ chainId: 31_337n, registry, custodian, files })).toBe(root);
  for (const { sha256 } of files) expect(await running.store.has(sha256)).toBe(true);
});

test.each([
  ["weights as pickle", (folder: string) => writeFileSync(join(folder, "pytorch_model.bin"), "x")],
  ["a program", (folder: string) => writeFileSync(join(folder, "modeling.py"), "x")],
  ["safetensors that are none", (folder: string) => writeFileSync(join(folder, "model.safetensors"), "x")],
  ["a link", (folder: string) => symlinkSync("/etc/passwd", join(folder, "vocab.json"))],
  [
    "a configuration that asks for code",
    (folder: string) => writeFileSync(join(folder, "config.json"), '{"model_type":"x","auto_map":{}}'),
  ],
  [
    "a tokenizer that asks for code",
    (folder: string) => writeFileSync(join(folder, "tokenizer_config.json"), '{"auto_map":{}}'),
  ],
  ["a configuration that is no JSON", (folder: string) => writeFileSync(join(folder, "config.json"), "{")],
])("refuses %s", async (_, spoil) => {
  using scratch = temporaryFolder();
  const data = await openDataFolder(join(scratch.path, "data"));
  const folder = model(scratch.path);
  spoil(folder);
  await expect(importWeights(data, folder, options)).rejects.toMatchObject({ code: "WEIGHTS_FORMAT" });
  expect(await data.refs.list("weights")).toEqual([]);
});

test("says why a data folder cannot be used", async () => {
  using scratch = temporaryFolder();
  writeFileSync(join(scratch.path, "file"), "");
  const path = join(scratch.path, "file", "data");
  await expect(openDataFolder(path)).rejects.toMatchObject({
    code: "DATA_FOLDER_UNUSABLE",
    args: { path, reason: "ENOTDIR" },
  });
});

test("says what is wrong with the path", async () => {
  using scratch = temporaryFolder();
  const data = await openDataFolder(join(scratch.path, "data"));
  const unreadable = { code: "FILE_UNREADABLE" };
  await expect(importWeights(data, join(scratch.path, "none"), options)).rejects.toMatchObject(unreadable);
  await expect(importDataset(data, scratch.path)).rejects.toMatchObject(unreadable);
  const empty = join(scratch.path, "empty.txt");
  writeFileSync(empty, "");
  await expect(importDataset(data, empty)).rejects.toMatchObject({ code: "DATASET_EMPTY" });
});

test("takes a dataset, for an asset or as the operator's own", async () => {
  using scratch = temporaryFolder();
  const data = await openDataFolder(join(scratch.path, "data"));
  const file = join(scratch.path, "held-out.txt");
  writeFileSync(file, "Some text.");
  const { sha256, size } = await importDataset(data, file);
  await importDataset(data, file, custodian);
  expect(size).toBe(10);
  expect(await grantsOf(data.refs, sha256)).toEqual([
    { name: "held-out.txt", size: 10 },
    { name: "held-out.txt", size: 10, asset: custodian },
  ]);
});
