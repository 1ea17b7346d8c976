import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { safetensors, temporaryFolder } from "../testing/fixtures.ts";
import { openStore, type ArtifactStore } from "./openStore.ts";
import { putTree, stageTree } from "./weights.ts";

let scratch: ReturnType<typeof temporaryFolder>;
let store: ArtifactStore;
let model: string;

beforeEach(async () => {
  scratch = temporaryFolder();
  store = await openStore({ folder: join(scratch.path, "store"), key: randomBytes(32) });
  model = join(scratch.path, "model");
  await mkdir(model);
  await writeFile(join(model, "config.json"), "{}");
  await writeFile(join(model, "model.safetensors"), safetensors(randomBytes(4096)));
});
afterEach(() => scratch[Symbol.dispose]());

const refusal = expect.objectContaining({ code: "WEIGHTS_FORMAT" }) as Error;

describe("putTree and stageTree", () => {
  it("give back every file of a model", async () => {
    await writeFile(join(model, "tokenizer_config.json"), "{}");
    const { files } = await putTree(store, model);
    expect(files.map(({ path }) => path)).toEqual([
      "config.json",
      "model.safetensors",
      "tokenizer_config.json",
    ]);
    const copy = join(scratch.path, "copy");
    await mkdir(copy);
    for (const { path, sha256 } of stageTree(files, "copy"))
      await store.materialise(sha256, join(scratch.path, path));
    expect(await readdir(copy)).toEqual(await readdir(model));
    for (const { path } of files)
      expect((await readFile(join(copy, path))).equals(await readFile(join(model, path)))).toBe(true);
  });

  it.each([
    "pytorch_model.bin",
    "model.pt",
    "model.pth",
    "data.pkl",
    "last.ckpt",
    "modeling.py",
    ".safetensors",
  ])("refuse %s", async (name) => {
    await writeFile(join(model, name), "x");
    await expect(putTree(store, model)).rejects.toEqual(refusal);
  });

  it("take the hashes of training data beside the weights, if they are what they say", async () => {
    const ngrams = join(model, "training_ngrams.safetensors");
    const header = (fields: object) => {
      const text = Buffer.from(JSON.stringify({ hashes: { dtype: "I64", ...fields } }));
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(text.length));
      return Buffer.concat([length, text]);
    };
    const hashes = Buffer.from(new BigUint64Array([3n, 5n, 2n ** 63n]).buffer);
    const right = Buffer.concat([header({ shape: [3], data_offsets: [0, 24] }), hashes]);
    await writeFile(ngrams, right);
    expect((await putTree(store, model)).files.map(({ path }) => path)).toContain(
      "training_ngrams.safetensors",
    );
    for (const wrong of [
      safetensors(randomBytes(64)),
      Buffer.concat([
        header({ shape: [3], data_offsets: [0, 24] }),
        hashes.subarray(8),
        hashes.subarray(0, 8),
      ]),
      Buffer.concat([header({ shape: [2], data_offsets: [0, 24] }), hashes]),
      Buffer.concat([header({ shape: [2 ** 19], data_offsets: [0, 2 ** 22] }), Buffer.alloc(2 ** 22)]),
    ]) {
      await writeFile(ngrams, wrong);
      await expect(putTree(store, model)).rejects.toEqual(refusal);
    }
    await writeFile(ngrams, right);
    await rm(join(model, "model.safetensors"));
    await expect(putTree(store, model)).rejects.toEqual(refusal);
  });

  it("refuse links, folders, and a model without weights", async () => {
    await symlink("config.json", join(model, "vocab.json"));
    await expect(putTree(store, model)).rejects.toEqual(refusal);
    const nested = join(scratch.path, "nested");
    await mkdir(join(nested, "tokenizer.json"), { recursive: true });
    await expect(putTree(store, nested)).rejects.toEqual(refusal);
    const empty = join(scratch.path, "empty");
    await mkdir(empty);
    await expect(putTree(store, empty)).rejects.toEqual(refusal);
  });

  it("refuse paths that lead out of the folder", async () => {
    const { files } = await putTree(store, model);
    for (const path of ["../config.json", "/etc/config.json", "a/config.json", ""])
      expect(() => stageTree([{ ...files[0]!, path }], "out")).toThrow(refusal);
  });

  const good = safetensors(Buffer.alloc(64, 1));
  const header = (value: unknown, data = 0) => {
    const json = Buffer.from(JSON.stringify(value));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    return Buffer.concat([length, json, Buffer.alloc(data)]);
  };
  const tensor = (from: number, to: number) => ({ dtype: "F32", shape: [1], data_offsets: [from, to] });
  it.each<[string, Buffer]>([
    ["an empty file", Buffer.alloc(0)],
    ["a pickle of that name", Buffer.from("\x80\x02}q\x00.", "latin1")],
    ["a header longer than the file", Buffer.concat([Buffer.alloc(8, 0xff), good])],
    ["a header that is no JSON", Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from("{]")])],
    ["a header that is a list", header([])],
    ["bytes after the last tensor", Buffer.concat([good, Buffer.from("secret")])],
    ["missing bytes", good.subarray(0, -1)],
    ["a gap", header({ a: tensor(0, 4), b: tensor(8, 12) }, 12)],
    ["an overlap", header({ a: tensor(0, 8), b: tensor(4, 12) }, 12)],
    ["a tensor without a type", header({ a: { data_offsets: [0, 0] } })],
  ])("refuse safetensors with %s", async (_, bytes) => {
    await writeFile(join(model, "model.safetensors"), bytes);
    await expect(putTree(store, model)).rejects.toEqual(refusal);
  });
});
