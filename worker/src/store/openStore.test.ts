import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile, rename, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "../testing/fixtures.ts";
import { openStore, type ArtifactStore } from "./openStore.ts";

const key = randomBytes(32);
const hashOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const code = (name: string) => expect.objectContaining({ code: name }) as Error;

let scratch: ReturnType<typeof temporaryFolder>;
let folder: string;
let store: ArtifactStore;

beforeEach(async () => {
  scratch = temporaryFolder();
  folder = scratch.path;
  store = await openStore({ folder, key });
});
afterEach(() => scratch[Symbol.dispose]());

const fileOf = (sha256: string) => join(folder, "artifacts", sha256.slice(0, 2), sha256);
async function filesIn(of: string): Promise<string[]> {
  const found = await readdir(of, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

describe("openStore", () => {
  it.each([0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 1_000_000])(
    "gives back %i bytes",
    async (size) => {
      const bytes = randomBytes(size);
      const identity = await store.put(Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]));
      expect(identity).toEqual({ sha256: hashOf(bytes), size });
      expect(await store.has(identity.sha256)).toBe(true);
      expect(await store.size(identity.sha256)).toBe(size);
      expect((await buffer(await store.read(identity.sha256))).equals(bytes)).toBe(true);
      const copy = join(folder, "copy");
      await store.materialise(identity.sha256, copy);
      expect((await readFile(copy)).equals(bytes)).toBe(true);
    },
  );

  it("keeps no plain bytes on disk, and encrypts the same bytes differently each time", async () => {
    const text = Buffer.from("the weights of a model ".repeat(100));
    const { sha256 } = await store.put(Readable.from([text]));
    const first = await readFile(fileOf(sha256));
    expect(first.includes("weights of a model")).toBe(false);
    await store.put(Readable.from([text]));
    expect((await readFile(fileOf(sha256))).equals(first)).toBe(false);
  });

  it("stores a file by its path, but no link", async () => {
    const path = join(folder, "plain");
    await writeFile(path, "text");
    expect((await store.put(path)).sha256).toBe(hashOf(Buffer.from("text")));
    await symlink(path, join(folder, "link"));
    await expect(store.put(join(folder, "link"))).rejects.toThrow("ELOOP");
    expect(await filesIn(join(folder, "temporary"))).toEqual([]);
  });

  it("refuses a wrong hash and too many bytes, and leaves nothing", async () => {
    const expectedSha256 = hashOf(Buffer.from("b"));
    await expect(store.put(Readable.from([Buffer.from("a")]), { expectedSha256 })).rejects.toEqual(
      code("ARTIFACT_HASH_MISMATCH"),
    );
    let given = 0;
    async function* endless() {
      for (;;) {
        given += 65_536;
        yield await Promise.resolve(Buffer.alloc(65_536));
      }
    }
    await expect(store.put(endless(), { maxBytes: 1_000_000 })).rejects.toEqual(code("ARTIFACT_TOO_LARGE"));
    expect(given).toBeLessThan(1_200_000);
    expect(await filesIn(folder)).toEqual(["key-check"]);
  });

  it("passes on the error of a source that breaks, and leaves nothing", async () => {
    async function* broken() {
      yield await Promise.resolve(Buffer.alloc(300_000));
      throw new Error("connection reset");
    }
    await expect(store.put(broken())).rejects.toThrow("connection reset");
    expect(await filesIn(folder)).toEqual(["key-check"]);
  });

  it("says what is missing, and that a name is no hash", async () => {
    const absent = "0".repeat(64);
    expect(await store.has(absent)).toBe(false);
    for (const call of [store.size(absent), store.read(absent), store.materialise(absent, join(folder, "x"))])
      await expect(call).rejects.toEqual(code("ARTIFACT_MISSING"));
    await expect(store.read("../key-check")).rejects.toEqual(code("ARTIFACT_MISSING"));
    await store.remove(absent);
  });

  it("notices a changed, shortened or swapped file, and materialises none of them", async () => {
    const two = [randomBytes(600_000), randomBytes(600_000)];
    const [a, b] = await Promise.all(
      two.map(async (bytes) => (await store.put(Readable.from([bytes]))).sha256),
    );
    const whole = await readFile(fileOf(a!));
    const broken = async (change: () => Promise<void>) => {
      await change();
      await expect(store.materialise(a!, join(folder, "copy"))).rejects.toEqual(code("ARTIFACT_CORRUPT"));
      await expect(buffer(await store.read(a!))).rejects.toEqual(code("ARTIFACT_CORRUPT"));
      await writeFile(fileOf(a!), whole);
    };
    for (const at of [0, 10, 50, 300_000, whole.length - 1])
      await broken(async () => {
        const changed = Buffer.from(whole);
        changed[at]! ^= 1;
        await writeFile(fileOf(a!), changed);
      });
    for (const length of [0, 36, 51, 262_196, 524_356, whole.length - 1])
      await broken(() => truncate(fileOf(a!), length));
    await broken(async () => rename(fileOf(b!), fileOf(a!)));
    await broken(() => writeFile(fileOf(a!), Buffer.concat([whole, Buffer.alloc(16)])));
    expect(await readdir(folder)).not.toContain("copy");
    expect((await readdir(folder)).filter((name) => name.startsWith("."))).toEqual([]);
    expect((await buffer(await store.read(a!))).equals(two[0]!)).toBe(true);
  });

  it("opens only with the key that it was made with", async () => {
    await expect(openStore({ folder, key: randomBytes(32) })).rejects.toEqual(code("STORE_KEY_INVALID"));
    await expect(openStore({ folder, key: randomBytes(16) })).rejects.toEqual(code("STORE_KEY_INVALID"));
    await openStore({ folder, key });
  });

  it("takes the same bytes twice at a time", async () => {
    const bytes = randomBytes(2_000_000);
    const done = await Promise.all([1, 2, 3, 4].map(() => store.put(Readable.from([bytes]))));
    expect(new Set(done.map(({ sha256 }) => sha256)).size).toBe(1);
    expect((await buffer(await store.read(done[0]!.sha256))).equals(bytes)).toBe(true);
    await store.remove(done[0]!.sha256);
    expect(await filesIn(folder)).toEqual(["key-check"]);
  });
});
