import { createHash } from "node:crypto";
import { statfsSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createManifest, type JobState } from "@posthuman/sdk";
import { keccak256, ZeroAddress } from "ethers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate } from "../database/openDatabase.ts";
import type { ChainJob } from "../job/ChainJob.ts";
import { openDataFolder, type DataFolder } from "../process/openDataFolder.ts";
import { grantDataset, readManifestBytes, writeManifestBytes } from "../refs/documents.ts";
import { temporaryFolder } from "../testing/fixtures.ts";
import { createUploads, type Uploads } from "./createUploads.ts";
import type { Upload } from "./openUploadLedger.ts";

const [ALICE, BOB] = [`0x${"a1".repeat(20)}`, `0x${"b0".repeat(20)}`];
const MODEL = `0x${"c0".repeat(20)}`;
const HOUR = 3_600_000;
const limits = { dataset: 100, manifest: 10, reserve: 0, unpaid: 400, unpaidHours: 24, assets: 80 };

let folder: ReturnType<typeof temporaryFolder>;
let data: DataFolder;
let jobs: ChainJob[];
let clock: number;
let upToDate: boolean;
let uploads: Uploads;

beforeEach(async () => {
  folder = temporaryFolder();
  data = await openDataFolder(folder.path);
  [jobs, clock, upToDate] = [[], Date.now(), true];
  uploads = opened();
});
afterEach(() => folder[Symbol.dispose]());

function opened(more: Partial<typeof limits> = {}): Uploads {
  const db = new DatabaseSync(":memory:");
  migrate(db, "");
  return createUploads({
    db,
    refs: data.refs,
    store: data.store,
    dataFolder: data.path,
    limits: { ...limits, ...more },
    jobs: () => jobs,
    upToDate: () => upToDate,
    now: () => clock,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const counted = { asset: "", client: "here", bytes: 10 };

/** Brings a dataset as the API does. */
async function bring(text: string, account = ALICE): Promise<string> {
  const name = sha256(text);
  using upload = await uploads.begin({ ...counted, kind: "dataset", name, account });
  await data.store.put(one(text));
  await grantDataset(data.refs, name, { account, name: "text", size: text.length });
  clock = Math.max(clock, Date.now());
  upload.done(text.length);
  return name;
}

/** Brings something of which only the size matters. */
async function leave(upload: Upload): Promise<void> {
  using begun = await uploads.begin(upload);
  begun.done(upload.bytes);
}

/** Brings the manifest of a job on a dataset, and puts the job on chain. */
async function request(dataset: string, requester = ALICE): Promise<{ job: ChainJob; hash: string }> {
  const datasets = [{ name: "text", sha256: dataset, size: 4 }];
  const { bytes, hash } = createManifest({ kind: "train", model: MODEL, datasets, parameters: {}, seed: 1 });
  using upload = await uploads.begin({ ...counted, kind: "manifest", name: hash, account: "" });
  await writeManifestBytes(data.refs, hash, bytes);
  upload.done(10);
  const { model } = JSON.parse(Buffer.from(bytes).toString()) as { model: string };
  const named = { manifestHash: hash, manifestURI: "", kind: "train", model };
  const terms = { ...named, requester } as unknown as ChainJob["terms"];
  const job = { terms, payer: ZeroAddress, state: "Requested" } as ChainJob;
  jobs.push(job);
  return { job, hash };
}

const become = (job: ChainJob, state: JobState) => jobs.splice(jobs.indexOf(job), 1, { ...job, state });

test("removes what nobody paid for in time, and keeps what a job uses or used", async () => {
  const [unused, used] = [await bring("unused"), await bring("used")];
  const { job, hash } = await request(used);
  const stray = Buffer.from("{}");
  await leave({ ...counted, kind: "manifest", name: keccak256(stray), account: "" });
  await writeManifestBytes(data.refs, keccak256(stray), stray);
  const here = () => Promise.all([unused, used].map((name) => data.store.has(name)));
  const manifests = () =>
    Promise.all([keccak256(stray), hash].map(async (name) => !!(await readManifestBytes(data.refs, name))));

  await uploads.sweep();
  expect([await here(), await manifests()]).toEqual([
    [true, true],
    [true, true],
  ]);
  clock += 25 * HOUR;
  upToDate = false;
  await uploads.sweep();
  expect(await here()).toEqual([true, true]);
  upToDate = true;
  await uploads.sweep();
  expect([await here(), await manifests()]).toEqual([
    [false, true],
    [false, true],
  ]);
  expect(await data.refs.list("datasets", unused)).toEqual([]);

  become(job, "Settled");
  await uploads.sweep();
  jobs = [];
  clock += 1_000 * HOUR;
  await uploads.sweep();
  expect(await here()).toEqual([false, true]);
});

test("removes what was refunded, and what only a stranger's job names", async () => {
  const [refunded, named] = [await bring("refunded"), await bring("named")];
  await request(refunded);
  await request(named, BOB);
  clock += 25 * HOUR;
  await uploads.sweep();
  expect([await data.store.has(refunded), await data.store.has(named)]).toEqual([true, false]);
  jobs = [];
  await uploads.sweep();
  expect(await data.store.has(refunded)).toBe(false);
});

test("leaves bytes alone of which anything else is made", async () => {
  const [tokenizer, shared, since, alone] = [
    await bring("a tokenizer"),
    await bring("of two"),
    await bring("made since"),
    await bring("alone"),
  ];
  await data.refs.write(Buffer.from(JSON.stringify({ files: [{ sha256: tokenizer }] })), "weights", "0x12");
  await grantDataset(data.refs, shared, { name: "the operator's", size: 6 });
  const later = new Date(clock + HOUR);
  utimesSync(join(folder.path, "store", "artifacts", since.slice(0, 2), since), later, later);
  clock += 25 * HOUR;
  await uploads.sweep();
  const here = [tokenizer, shared, since, alone].map((name) => data.store.has(name));
  expect(await Promise.all(here)).toEqual([true, true, true, false]);
  expect(await data.refs.list("datasets", tokenizer)).toEqual([]);
});

test("bounds what is unpaid, of one client and of all, and what is under way counts", async () => {
  const upload = { ...counted, kind: "dataset", account: ALICE } as const;
  const full = { code: "UPLOADS_FULL", status: 507 };
  {
    using first = await uploads.begin({ ...upload, name: "1", bytes: 60 });
    await expect(uploads.begin({ ...upload, name: "2", bytes: 60 })).rejects.toMatchObject(full);
    using other = await uploads.begin({ ...upload, name: "2", bytes: 60, client: "there" });
    first.done(50);
    other.done(60);
  }
  (await uploads.begin({ ...upload, name: "3", bytes: 50 }))[Symbol.dispose]();
  await expect(uploads.begin({ ...upload, name: "3", bytes: 51 })).rejects.toMatchObject({
    ...full,
    args: { limit: 100 },
  });
  for (const client of ["a", "b"]) await leave({ ...upload, name: client, bytes: 99, client });
  await expect(uploads.begin({ ...upload, name: "4", bytes: 99, client: "c" })).rejects.toMatchObject(full);
  // Assets wait for buyers, and have a bound of their own.
  const asset = { ...upload, kind: "asset", asset: MODEL } as const;
  await leave({ ...asset, name: "5", bytes: 20 });
  await expect(uploads.begin({ ...asset, name: "6", bytes: 1 })).rejects.toMatchObject(full);
  await expect(uploads.begin({ ...asset, name: "6", bytes: 61, client: "d" })).rejects.toMatchObject(full);
});

test("finds room as soon as a job has paid, without looking through all jobs at every request", async () => {
  uploads = opened({ unpaid: 60 });
  const { job } = await request(await bring("text"));
  jobs = [];
  await expect(bring("more")).rejects.toMatchObject({ code: "UPLOADS_FULL" });
  jobs = [job];
  await expect(bring("more")).rejects.toMatchObject({ code: "UPLOADS_FULL" });
  clock += 10_000;
  expect(await bring("more")).toBe(sha256("more"));
});

test("leaves the disk's reserve to the jobs, whatever comes at a time", async () => {
  const { bavail, bsize } = statfsSync(folder.path);
  const half = Math.floor((bavail * bsize) / 2);
  uploads = opened({ unpaid: bavail * bsize * 100, reserve: Math.floor(half / 2) });
  const upload = { ...counted, kind: "dataset", account: ALICE, bytes: half } as const;
  using first = await uploads.begin({ ...upload, name: "1" });
  expect(first).toBeDefined();
  await expect(uploads.begin({ ...upload, name: "2" })).rejects.toMatchObject({ code: "DISK_FULL" });
});

// eslint-disable-next-line @typescript-eslint/require-await
async function* one(text: string) {
  yield Buffer.from(text);
}
