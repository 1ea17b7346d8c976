import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { id, parseEther } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { transferDatatoken } from "../datatokens/transferDatatoken.ts";
import { createTerms } from "../jobs/createTerms.ts";
import { requestJob } from "../jobs/requestJob.ts";
import { fetchResults } from "../node/fetchResults.ts";
import { openFile } from "../node/openFile.ts";
import { joinWorker, type TestWorker } from "../testing/joinWorker.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { serveHttp } from "../testing/serveHttp.ts";
import { serveResults, type ResultServer } from "../testing/serveResults.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { fetchJob } from "./fetchJob.ts";
import { fetchReceipt } from "./fetchReceipt.ts";
import { sha256Of } from "./sha256Of.ts";
import { uploadDataset } from "./uploadDataset.ts";

let market: Market;
let alice: Client;
let bob: Client;
let model: string;
let worker: TestWorker;
let server: ResultServer;
let folder: string;
beforeAll(async () => {
  market = await startMarket({ leaseStake: parseEther("1"), lapsePenalty: parseEther("0.1") });
  [alice, bob] = [await market.join(), await market.join()];
  model = await publishRoot(alice);
  worker = await joinWorker(market, alice);
  await transferDatatoken(alice, { token: model, to: bob.account!, amount: parseEther("50") });
});
beforeEach(async () => {
  server = await serveResults(bob, worker.account, bob.account!);
  folder = mkdtempSync(join(tmpdir(), "results-"));
  onTestFinished(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
});
afterAll(() => market[Symbol.asyncDispose]());

/** A leased job, whose results the server will have. */
async function leased(): Promise<string> {
  const terms = { kind: "infer", model, manifestHash: id("manifest") } as const;
  const job = await requestJob(bob, await createTerms(bob, terms));
  await worker.lease(job.id);
  return job.id;
}
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

describe("a dataset", () => {
  const text = "My fellow citizens, ".repeat(20_000);

  test("is uploaded from a file, piece by piece", async () => {
    const path = join(folder, "speech.txt");
    writeFileSync(path, text);
    const progress: number[] = [];
    const dataset = await uploadDataset(bob, {
      endpoint: `${server.url}/`,
      worker: worker.account,
      source: await openFile(path),
      name: "speech.txt",
      onProgress: (sent, total) => void progress.push(sent / total),
    });
    expect(dataset).toEqual({ name: "speech.txt", sha256: hashOf(text), size: text.length });
    expect(server.uploads.get(`/datasets/${dataset.sha256}`)?.toString()).toBe(text);
    expect(progress.length).toBeGreaterThan(1);
    expect(progress.at(-1)).toBe(1);
  });

  test("is uploaded from memory, for an asset", async () => {
    const source = new TextEncoder().encode("few words");
    const call = { endpoint: server.url, worker: worker.account, source, name: "words.txt" };
    const dataset = await uploadDataset(bob, { ...call, asset: model.toLowerCase() });
    expect(dataset).toMatchObject({ asset: model, sha256: hashOf("few words") });
    expect(server.uploads.has(`/datasets/${dataset.sha256}`)).toBe(true);
  });

  test("is hashed from a file as from memory", async () => {
    const path = join(folder, "words.txt");
    writeFileSync(path, "few words");
    const expected = { sha256: hashOf("few words"), size: 9 };
    expect(await sha256Of(await openFile(path))).toEqual(expected);
    expect(await sha256Of(new TextEncoder().encode("few words"))).toEqual(expected);
  });

  test.each([
    ["streams", { stream: () => new Blob(["few words"]).stream() }],
    ["does not stream", { arrayBuffer: () => new Blob(["few words"]).arrayBuffer() }],
  ])("is uploaded from a blob of another package that %s", async (_, methods) => {
    const source = { size: 9, type: "", ...methods } as unknown as Blob;
    const { sha256 } = await uploadDataset(bob, {
      endpoint: server.url,
      worker: worker.account,
      source,
      name: "words.txt",
    });
    expect(sha256).toBe(hashOf("few words"));
    expect(server.uploads.get(`/datasets/${sha256}`)?.toString()).toBe("few words");
  });

  test("is hashed from bytes of any kind and realm", async () => {
    const { buffer } = new TextEncoder().encode("a few words");
    const others = [
      new DataView(buffer, 2),
      buffer.slice(2),
      runInNewContext("new Uint8Array(bytes)", { bytes: buffer.slice(2) }),
    ];
    for (const source of others as Uint8Array[]) {
      expect(await sha256Of(source)).toEqual({ sha256: hashOf("few words"), size: 9 });
    }
  });

  test.each([
    ["text", "few words"],
    ["numbers", [1, 2]],
    ["a number", 9],
    ["an object", { size: 9 }],
    ["nothing", undefined],
  ])("that is %s, neither bytes nor a blob, is refused", async (_, wrong) => {
    const source = wrong as unknown as Uint8Array;
    const call = { endpoint: server.url, worker: worker.account, source, name: "words.txt" };
    const refusal = { code: "ARGUMENT_INVALID", args: { argument: "source" } };
    await expect(uploadDataset(bob, call)).rejects.toMatchObject(refusal);
    await expect(sha256Of(source)).rejects.toMatchObject(refusal);
    expect(server.uploads.size).toBe(0);
  });

  test("that changes while it is read is told so", async () => {
    const path = join(folder, "changing.txt");
    writeFileSync(path, "few words");
    const file = await openFile(path);
    writeFileSync(path, "more words than before");
    await expect(sha256Of(file)).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
  });

  test("that cannot be read is told so", async () => {
    await expect(openFile(join(folder, "nothing"))).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
  });

  test("is not taken from another account, whose error is the worker's own", async () => {
    const source = new Blob(["x"]);
    const call = { endpoint: server.url, worker: worker.account, source, name: "x.txt" };
    await expect(uploadDataset(alice, call)).rejects.toMatchObject({
      name: "PosthumanError",
      code: "SIGNATURE_INVALID",
      status: 401,
    });
    expect(server.uploads.size).toBe(0);
  });
});

describe("results", () => {
  beforeEach(() => {
    server.files.set("output.json", '{"tokens":3}').set("plots/loss ü.txt", "a curve").set("empty.txt", "");
  });

  test("are fetched and checked against the chain", async () => {
    const job = await leased();
    await worker.submit(job, { resultRoot: server.post(job) });
    const into = join(folder, "new", "results");
    const { receipt, files } = await fetchResults(bob, { endpoint: server.url, job, folder: into });
    const paths = [...server.files.keys(), "receipt.json"];
    expect(files).toEqual(paths.map((path) => join(into, path)));
    for (const [path, text] of server.files) expect(readFileSync(join(into, path), "utf8")).toBe(text);
    expect(JSON.parse(readFileSync(join(into, "receipt.json"), "utf8"))).toEqual(receipt);
    expect(receipt).toEqual(server.receipt);
  });

  test.each([
    ["other bytes", '{"tokens":4}'],
    ["more bytes", '{"tokens":3}    '],
    ["fewer bytes", '{"tok'],
  ])("with %s than posted are refused, and leave no file", async (_, text) => {
    const job = await leased();
    await worker.submit(job, { resultRoot: server.post(job) });
    server.files.set("output.json", text);
    await expect(fetchResults(bob, { endpoint: server.url, job, folder })).rejects.toMatchObject({
      code: "RESULT_MISMATCH",
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test("with another receipt than posted, or another job's, are refused", async () => {
    const [job, other] = [await leased(), await leased()];
    await worker.submit(job, { resultRoot: id("other") });
    const refusal = { code: "RESULT_MISMATCH" };
    server.post(job);
    await expect(fetchReceipt(bob, { endpoint: server.url, job })).rejects.toMatchObject(refusal);
    await worker.submit(other, { resultRoot: server.post(job) });
    await expect(fetchReceipt(bob, { endpoint: server.url, job: other })).rejects.toMatchObject(refusal);
  });

  test.each(["../escape.txt", "/etc/escape", "a//b", "a/../../b", "c:/x", "a\\..\\b", "receipt.json"])(
    "at %s are refused before anything is written",
    async (path) => {
      const job = await leased();
      server.files.set(path, "evil");
      await worker.submit(job, { resultRoot: server.post(job) });
      await expect(fetchResults(bob, { endpoint: server.url, job, folder })).rejects.toMatchObject({
        code: "RESULT_PATH_FORBIDDEN",
        args: { path },
      });
      expect(await readdir(folder)).toEqual([]);
    },
  );

  test("are not there before the job is submitted, and not for another wallet", async () => {
    const job = await leased();
    await expect(fetchReceipt(bob, { endpoint: server.url, job })).rejects.toMatchObject({
      code: "JOB_NOT_SUBMITTED",
      args: { state: "Leased" },
    });
    await worker.submit(job, { resultRoot: server.post(job) });
    await expect(fetchReceipt(alice, { endpoint: server.url, job })).rejects.toMatchObject({
      code: "SIGNATURE_INVALID",
    });
  });
});

describe("a worker", () => {
  test("that does not answer, or is none, is told so", async () => {
    await expect(fetchJob("http://127.0.0.1:1", "0x1")).rejects.toMatchObject({
      code: "WORKER_UNREACHABLE",
      retryable: true,
    });
    for (const [status, body] of [
      [500, "oops"],
      [404, '{"code":"NO_SUCH_CODE","args":{}}'],
      [200, "<html>"],
      [302, ""],
    ] as const) {
      await using other = await serveHttp((_, response) => {
        response.writeHead(status, { location: "http://127.0.0.1:1/" }).end(body);
      });
      await expect(fetchJob(other.url, "0x1")).rejects.toMatchObject({
        code: status === 302 ? "WORKER_UNREACHABLE" : "WORKER_ANSWER_INVALID",
      });
    }
  });

  test("raises its errors here as they were raised there", async () => {
    await using other = await serveHttp((_, response) => {
      response.writeHead(404).end('{"code":"JOB_UNKNOWN","args":{"id":"0x1"},"message":"ignored"}');
    });
    await expect(fetchJob(other.url, "0x1")).rejects.toMatchObject({
      code: "JOB_UNKNOWN",
      message: "There is no job 0x1 at this worker.",
    });
  });
});
