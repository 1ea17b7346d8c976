import { createManifest, type Terms } from "@posthuman/sdk";
import { getAddress, ZeroAddress } from "ethers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeManifestBytes } from "../refs/documents.ts";
import { openRefs, type Refs } from "../refs/openRefs.ts";
import { temporaryFolder } from "../testing/fixtures.ts";
import type { ChainJob, ChainModel } from "./ChainJob.ts";
import { createOrders } from "./order.ts";

const [ALICE, BOB, CHECKOUT] = ["a1", "b0", "cc"].map((pair) => `0x${pair.repeat(20)}`) as [
  string,
  string,
  string,
];
const model = (id: string): ChainModel => ({
  id,
  weightsRoot: `root of ${id}`,
  custodian: ALICE,
  evaluationHash: "0x",
});
const MODEL = getAddress(`0x${"c0".repeat(20)}`);
const { bytes, hash } = createManifest({
  kind: "train",
  model: MODEL,
  datasets: [{ name: "text", sha256: "ab".repeat(32), size: 4 }],
  parameters: {},
  seed: 1,
});
const terms = {
  kind: "train",
  model: MODEL,
  requester: BOB,
  manifestHash: hash,
  manifestURI: "",
  assets: [ZeroAddress],
  deadline: 100n,
} as unknown as Terms;
const job = (payer: string) => ({ id: "0x01", terms, payer }) as ChainJob;

let folder: ReturnType<typeof temporaryFolder>;
let refs: Refs;
let reads: number;
beforeEach(() => {
  folder = temporaryFolder();
  const opened = openRefs(folder.path);
  reads = 0;
  refs = {
    ...opened,
    read(...names) {
      reads += 1;
      return opened.read(...names);
    },
  };
});
afterEach(() => folder[Symbol.dispose]());

const orders = (lineage: ChainModel[] = [model(MODEL), model("parent")]) =>
  createOrders({ refs, checkout: CHECKOUT, chain: { lineage: () => lineage } });

test("an order is read once, however often it is asked for", async () => {
  await writeManifestBytes(refs, hash, bytes);
  const { of } = orders();
  const [first, second] = await Promise.all([of(job(BOB)), of(job(BOB))]);
  expect(await of(job(BOB))).toBe(first);
  expect(second).toBe(first);
  expect(reads).toBe(1);
  expect(first).toMatchObject({
    id: "0x01",
    kind: "train",
    manifestHash: hash,
    assets: [ZeroAddress],
    deadline: 100,
    model: { id: MODEL, custodian: ALICE },
    ancestors: [{ id: "parent" }],
  });
});

test("whoever pays asks, and the checkout asks for its caller; a reorg may change who paid", async () => {
  await writeManifestBytes(refs, hash, bytes);
  const { of } = orders();
  expect((await of(job(ALICE))).asker).toBe(ALICE);
  expect((await of(job(CHECKOUT))).asker).toBe(BOB);
});

test("a manifest that comes later is found", async () => {
  const { of } = orders();
  await expect(of(job(BOB))).rejects.toMatchObject({ code: "MANIFEST_MISSING" });
  await writeManifestBytes(refs, hash, bytes);
  expect((await of(job(BOB))).manifest.seed).toBe(1);
});

test("a job on a model that the chain does not show waits", async () => {
  await expect(orders([]).of(job(BOB))).rejects.toMatchObject({ code: "RPC_INCONSISTENT" });
});
