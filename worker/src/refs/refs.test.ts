import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/fixtures.ts";
import { grantDataset, grantsOf, mayUse } from "./documents.ts";
import { openRefs } from "./openRefs.ts";

const ALICE = "0x00000000000000000000000000000000000A11cE";
const BOB = "0x0000000000000000000000000000000000000B0b";
const ASSET = "0x000000000000000000000000000000000000A55E";

test("keeps documents under their names", async () => {
  using folder = temporaryFolder();
  const refs = openRefs(folder.path);
  expect(await refs.read("weights", "ab")).toBeUndefined();
  expect(await refs.list("weights")).toEqual([]);
  await refs.write(Buffer.from("one"), "weights", "ab");
  await refs.write(Buffer.from("two"), "weights", "ab");
  expect(String(await refs.read("weights", "ab"))).toBe("two");
  expect(await openRefs(folder.path).list("weights")).toEqual(["ab"]);
});

test("does not take a half-written document for one", async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, "weights"));
  writeFileSync(join(folder.path, "weights", ".host.1.2.3"), "half");
  expect(await openRefs(folder.path).list("weights")).toEqual([]);
});

test.each(["..", "../key", "a/b", "/etc/passwd", "", ".hidden", "a\0"])(
  "refuses the name %j",
  async (name) => {
    using folder = temporaryFolder();
    const refused: unknown = expect.objectContaining({ code: "NAME_INVALID" });
    await expect(async () => openRefs(folder.path).read("weights", name)).rejects.toEqual(refused);
  },
);

test("who may use a dataset: its uploader, and who pays the asset that it belongs to", async () => {
  using folder = temporaryFolder();
  const refs = openRefs(folder.path);
  const sha256 = "ab".repeat(32);
  expect(await grantsOf(refs, sha256)).toEqual([]);
  await grantDataset(refs, sha256, { account: ALICE, asset: ASSET, name: "corpus", size: 5 });
  await grantDataset(refs, sha256, { name: "held-out", size: 5 });
  const grants = await grantsOf(refs, sha256);
  expect(grants).toHaveLength(2);
  expect(mayUse(grants, ALICE.toLowerCase(), undefined, [])).toBe(true);
  expect(mayUse(grants, BOB, undefined, [ASSET])).toBe(false);
  expect(mayUse(grants, BOB, ASSET, [])).toBe(false);
  expect(mayUse(grants, BOB, ASSET, [ASSET.toLowerCase()])).toBe(true);
  expect(mayUse(grants, BOB, ALICE, [ALICE])).toBe(false);
});
