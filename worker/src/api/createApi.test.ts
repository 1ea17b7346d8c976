import { createHash, randomBytes } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { PassThrough } from "node:stream";
import {
  canonicalJson,
  keccakOfJson,
  PosthumanError,
  workerRequestHeader,
  workerRequestTypes,
  type Receipt,
  type WorkerAction,
} from "@posthuman/sdk";
import { getAddress, Wallet, ZeroAddress } from "ethers";
import { afterAll, expect, test } from "vitest";
import { migrate } from "../database/openDatabase.ts";
import { createAuthenticate } from "../http/authenticate.ts";
import { listen } from "../http/listen.ts";
import { openEventLog } from "../job/eventLog.ts";
import { createLogger } from "../log/createLogger.ts";
import { openDataFolder } from "../process/openDataFolder.ts";
import { grantsOf } from "../refs/datasets.ts";
import { writeReceipt } from "../refs/documents.ts";
import { idleServing } from "../testing/idleServing.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { createUploads } from "../uploads/createUploads.ts";
import type { ApiContext } from "./ApiContext.ts";
import { createApi } from "./createApi.ts";
import type { JobView } from "./JobView.ts";

const account = (seed: number) => new Wallet(`0x${String(seed).repeat(64)}`);
const [requester, stranger, worker] = [account(1), account(2), account(3)];
const market = getAddress(`0x${"aa".repeat(20)}`);
const asset = getAddress(`0x${"bb".repeat(20)}`);
const chainId = 31_337n;
const id = `0x${"12".repeat(32)}`;

const folder = temporaryFolder();
const { refs, store } = await openDataFolder(folder.path);
const db = new DatabaseSync(":memory:");
migrate(db, "");
const events = openEventLog(db, () => new Date(0));
const logged = new PassThrough();

let clock = Math.floor(Date.now() / 1_000);
let problems: string[] = [];
let uploads = 0;
let job: JobView = {
  ...{ id, kind: "evaluate", model: asset, requester: requester.address, state: "Submitted", attempts: 1 },
  ...{ progress: 10_000, manifestHash: id, birthDue: false },
};

const noFee = { fixed: 0n, perSecond: 0n };
const limits = {
  ...{ dataset: 1_000_000, manifest: 1_000, reserve: 0 },
  ...{ unpaid: 8_000_000, unpaidHours: 1, assets: 8_000_000 },
};
const keeper = createUploads({
  ...{ db, refs, store, dataFolder: folder.path, limits, jobs: () => [], upToDate: () => true },
  log: { debug() {}, info() {}, warn() {}, error() {} },
});
const context: ApiContext = {
  identity: {
    ...{ name: "w", worker: worker.address, chainId: "31337", market, version: "0.1.0" },
    fees: { train: { fixed: 5n, perSecond: 0n }, infer: noFee, evaluate: noFee },
    algorithms: { trusted: [], images: [], python: "3.11.7" },
  },
  custodians: () => [stranger.address],
  benchmarks: () => Promise.resolve([{ name: "arc_easy", questions: 2_376 }]),
  problems: () => problems,
  job: (wanted) => (wanted === id ? job : undefined),
  jobs: ({ state }) => (state === undefined || state === job.state ? [job] : []),
  authenticate: createAuthenticate(db, { chainId, market, worker: worker.address }, () => clock),
  taskOf: (model) => Promise.resolve(model === asset ? "masked-lm" : undefined),
  ownsAsset: (who) => Promise.resolve(who === requester.address),
  uploaded: () => (uploads += 1),
  ...{ events, refs, store, ...idleServing(db) },
  ...{ uploads: keeper, limits, listen: { requestsPerMinute: 1_000, proxies: 1 } },
  log: createLogger({ level: "debug", format: "json", stream: logged, secrets: [] }),
};
const api = await listen(createApi(context), "127.0.0.1", 0);
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

interface Signing {
  readonly by?: Wallet;
  readonly action?: WorkerAction;
  readonly subject?: string;
  readonly expires?: number;
  readonly worker?: string;
}

async function signed(options: Signing = {}): Promise<Record<string, string>> {
  const { by = requester, action = "results", subject = id, expires = clock + 60 } = options;
  const nonce = `0x${randomBytes(32).toString("hex")}`;
  const request = {
    account: by.address,
    worker: options.worker ?? worker.address,
    action,
    subject,
    nonce,
    expires,
  };
  const domain = { name: "Posthuman", version: "1", chainId, verifyingContract: market };
  const signature = await by.signTypedData(domain, workerRequestTypes, request);
  return {
    [workerRequestHeader]: Buffer.from(JSON.stringify({ ...request, signature })).toString("base64url"),
  };
}

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(api.url + path, init);
}

async function refusal(path: string, init: RequestInit = {}): Promise<[number, string]> {
  const response = await ask(path, init);
  const body = (await response.json()) as Record<string, unknown>;
  expect(Object.keys(body).sort()).toEqual(["args", "cause", "code", "fix", "message", "retryable"]);
  return [response.status, String(body["code"])];
}

const sha256 = (bytes: string) => createHash("sha256").update(bytes).digest("hex");

test("says whether it lives, is ready, and who it is", async () => {
  expect((await ask("/health")).status).toBe(200);
  expect((await ask("/ready")).status).toBe(200);
  problems = ["The chain does not answer."];
  expect((await ask("/ready")).status).toBe(503);
  problems = [];
  const about = await (await ask("/")).json();
  expect(about).toMatchObject({ worker: worker.address, custodian: stranger.address, market });
  expect(about).toMatchObject({ fees: { train: { fixed: "5", perSecond: "0" } } });
});

test("takes a manifest under its own hash only", async () => {
  const manifest = { version: 1, kind: "infer" };
  const hash = keccakOfJson(manifest);
  const body = canonicalJson(manifest);
  expect(await refusal(`/manifests/${hash}`)).toEqual([404, "MANIFEST_MISSING"]);
  expect(await refusal(`/manifests/${id}`, { method: "PUT", body })).toEqual([422, "MANIFEST_MISMATCH"]);
  expect(await refusal(`/manifests/${hash}`, { method: "PUT", body: " ".repeat(1_001) })).toEqual([
    413,
    "ARTIFACT_TOO_LARGE",
  ]);
  expect((await ask(`/manifests/${hash}`, { method: "PUT", body })).status).toBe(201);
  expect(await (await ask(`/manifests/${hash}`)).text()).toBe(body);
});

test("takes datasets from who signs for them", async () => {
  const body = "Some text.";
  const subject = sha256(body);
  const path = `/datasets/${subject}`;
  const put = async (options: Signing, headers: Record<string, string> = {}, content = body) =>
    ({
      method: "PUT",
      body: content,
      headers: { ...(await signed({ action: "upload", subject, ...options })), ...headers },
    }) as const;

  expect(await refusal(path, { method: "PUT", body })).toEqual([401, "SIGNATURE_INVALID"]);
  expect(await refusal(path, await put({ subject: sha256("other") }))).toEqual([403, "REQUEST_MISDIRECTED"]);
  expect(await refusal(path, await put({}, {}, "Other text."))).toEqual([422, "ARTIFACT_HASH_MISMATCH"]);
  expect(await refusal(path, await put({}, {}, "x".repeat(1_000_001)))).toEqual([413, "ARTIFACT_TOO_LARGE"]);
  expect(await store.has(subject)).toBe(false);

  const before = uploads;
  expect((await ask(path, await put({}, { "x-posthuman-name": "corpus.txt" }))).status).toBe(201);
  expect(uploads).toBe(before + 1);
  const named = { "x-posthuman-asset": asset };
  expect(await refusal(path, await put({}, named))).toEqual([403, "REQUEST_MISDIRECTED"]);
  const forAsset = { subject: `${subject}:${asset}` };
  expect(await refusal(path, await put({ ...forAsset, by: stranger }, named))).toEqual([
    403,
    "ASSET_NOT_YOURS",
  ]);
  expect((await ask(path, await put(forAsset, named))).status).toBe(201);
  expect(await grantsOf(refs, subject)).toEqual([
    { account: requester.address, name: "corpus.txt", size: 10 },
    { account: requester.address, asset, name: subject.slice(0, 16), size: 10 },
  ]);
});

test("bounds what one client can leave here and ask for, and nobody else for its sake", async () => {
  const from = (client: string) => ({ "x-forwarded-for": client });
  const put = async (body: string, client: string) => {
    const subject = sha256(body);
    const headers = { ...(await signed({ action: "upload", subject })), ...from(client) };
    return ask(`/datasets/${subject}`, { method: "PUT", body, headers });
  };
  const answers: number[] = [];
  for (const letter of ["a", "b", "c"]) answers.push((await put(letter.repeat(900_000), "9.9.9.1")).status);
  expect(answers).toEqual([201, 201, 507]);
  expect((await put("c".repeat(900_000), "9.9.9.2")).status).toBe(201);

  await using strict = await listen(
    createApi({ ...context, listen: { requestsPerMinute: 3, proxies: 1 } }),
    ...(["127.0.0.1", 0] as const),
  );
  const status = async (path: string, headers: Record<string, string>) =>
    fetch(strict.url + path, { headers });
  for (const path of ["/jobs", "/", `/manifests/${id}`]) await status(path, from("9.9.9.3"));
  const refused = await status("/jobs", from("9.9.9.3"));
  expect([refused.status, Number(refused.headers.get("retry-after"))]).toEqual([429, expect.any(Number)]);
  expect(await refused.json()).toMatchObject({ code: "CLIENT_RATE_EXCEEDED", retryable: true });
  // What a client says of itself counts only as far as the proxy is trusted.
  expect((await status("/jobs", from("8.8.8.8, 9.9.9.3"))).status).toBe(429);
  expect((await status("/health", from("9.9.9.3"))).status).toBe(200);
  expect((await status("/jobs", from("9.9.9.4"))).status).toBe(200);
});

test("leaves streams of events to others when one client has many", async () => {
  const aborter = new AbortController();
  const stream = (client: string) =>
    ask(`/jobs/${id}/events`, { headers: { "x-forwarded-for": client }, signal: aborter.signal });
  const before = job;
  job = { ...job, state: "Leased" };
  const own = await Promise.all(Array.from({ length: 101 }, () => stream("9.9.9.5")));
  expect(own.filter(({ status }) => status === 200)).toHaveLength(100);
  expect(own.filter(({ status }) => status === 503)).toHaveLength(1);
  expect((await stream("9.9.9.6")).status).toBe(200);
  aborter.abort();
  job = before;
});

test("lists jobs, and shows one", async () => {
  expect(await (await ask("/jobs")).json()).toEqual({ jobs: [job] });
  expect(await (await ask("/jobs?state=Failed")).json()).toEqual({ jobs: [] });
  expect(await refusal("/jobs?model=0x12")).toEqual([400, "NAME_INVALID"]);
  expect(await (await ask(`/jobs/${id}`)).json()).toEqual(job);
  expect(await refusal(`/jobs/0x${"34".repeat(32)}`)).toEqual([404, "JOB_UNKNOWN"]);
  expect(await refusal("/jobs/34")).toEqual([400, "NAME_INVALID"]);
});

test("says what a model is made for", async () => {
  expect(await (await ask(`/models/${asset}`)).json()).toEqual({ model: asset, task: "masked-lm" });
  expect(await (await ask(`/models/${market}`)).json()).toMatchObject({ task: null });
  expect((await refusal("/models/..%2Fx"))[1]).toBe("NAME_INVALID");
});

test("gives results to the requester only, for a fresh signature of exactly this", async () => {
  const secret = "What Elena's text is worth.";
  const { size } = await store.put(one(secret));
  const receipt: Receipt = {
    ...{ version: 1, job: id, kind: "evaluate", task: "causal-lm", manifestHash: id, metrics: {} },
    files: [{ path: "tables/table.md", sha256: sha256(secret), size }],
    environment: { isolation: "bubblewrap" },
  };
  const path = `/jobs/${id}/results`;
  expect(await refusal(path, { headers: await signed() })).toEqual([409, "RESULTS_NOT_READY"]);
  await writeReceipt(refs, id, Buffer.from(canonicalJson(receipt)));

  const fetched = await (await ask(path, { headers: await signed() })).text();
  expect(keccakOfJson(JSON.parse(fetched))).toBe(keccakOfJson(receipt));
  const file = await ask(`${path}/tables/table.md`, { headers: await signed() });
  expect(file.headers.get("x-content-type-options")).toBe("nosniff");
  expect(await file.text()).toBe(secret);

  expect(await refusal(path)).toEqual([401, "SIGNATURE_INVALID"]);
  expect(await refusal(path, { headers: await signed({ by: stranger }) })).toEqual([
    403,
    "REQUEST_FORBIDDEN",
  ]);
  expect(await refusal(path, { headers: await signed({ action: "upload" }) })).toEqual([
    403,
    "REQUEST_MISDIRECTED",
  ]);
  const elsewhere = await signed({ worker: stranger.address });
  expect(await refusal(path, { headers: elsewhere })).toEqual([403, "REQUEST_MISDIRECTED"]);
  expect(await refusal(path, { headers: await signed({ expires: clock - 1 }) })).toEqual([
    401,
    "REQUEST_EXPIRED",
  ]);
  expect(await refusal(path, { headers: await signed({ expires: clock + 601 }) })).toEqual([
    401,
    "SIGNATURE_INVALID",
  ]);

  const headers = await signed();
  expect((await ask(path, { headers })).status).toBe(200);
  expect(await refusal(path, { headers })).toEqual([409, "REQUEST_REPLAYED"]);

  const [tampered] = Object.values(await signed());
  const request = JSON.parse(Buffer.from(tampered ?? "", "base64url").toString()) as Record<string, unknown>;
  const claim = Buffer.from(JSON.stringify({ ...request, expires: clock + 61 })).toString("base64url");
  expect(await refusal(path, { headers: { [workerRequestHeader]: claim } })).toEqual([
    401,
    "SIGNATURE_INVALID",
  ]);

  job = { ...job, state: "Failed" };
  expect(await refusal(path, { headers: await signed() })).toEqual([409, "RESULTS_NOT_READY"]);
  job = { ...job, state: "Submitted" };
});

test("a nonce stays used after a restart", async () => {
  const headers = await signed();
  expect((await ask(`/jobs/${id}/results`, { headers })).status).toBe(200);
  const restarted = createAuthenticate(db, { chainId, market, worker: worker.address }, () => clock);
  const again = { headers } as never;
  expect(() => restarted(again, "results", id)).toThrow(
    expect.objectContaining({ code: "REQUEST_REPLAYED" }),
  );
  clock += 1;
});

test.each([
  "/jobs/../../store.key",
  "/manifests/..%2f..%2fstore.key",
  "/datasets/..%2fstore.key",
  `/jobs/${id}/results/..%2f..%2f..%2fstore.key`,
  `/jobs/${id}/results/%2e%2e/%2e%2e/store.key`,
  "/%E0%A4%A",
  "/store.key",
])("leads nowhere else: %s", async (path) => {
  const response = await ask(path, { headers: await signed() });
  expect([400, 404, 405]).toContain(response.status);
  expect(PosthumanError.is(new PosthumanError(((await response.json()) as { code: never }).code))).toBe(true);
});

test("tells what happens as it happens, and goes on where a reader was", async () => {
  events.append(id, { event: "progress", step: 1, total: 4 });
  events.append(id, { event: "progress", step: 2, total: 4 });
  const aborter = new AbortController();
  const response = await ask(`/jobs/${id}/events`, {
    headers: { "last-event-id": "1" },
    signal: aborter.signal,
  });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const readUntil = async (text: string) => {
    let seen = "";
    while (!seen.includes(text)) {
      const { value, done } = await reader.read();
      if (done) break;
      seen += value;
    }
    return seen;
  };
  const first = await readUntil('"state":"Submitted"');
  expect(first).toContain(
    'id: 2\ndata: {"event":"progress","step":2,"total":4,"time":"1970-01-01T00:00:00.000Z"}\n\n',
  );
  expect(first).not.toContain('"step":1');
  events.append(id, { event: "end" });
  expect(await readUntil('"end"')).toContain("id: 3");
  job = { ...job, state: "Settled" };
  events.wake();
  expect(await readUntil('"state":"Settled"')).toContain("Settled");
  expect((await reader.read()).done).toBe(true);
});

test("says why a job has to wait, once for each reason", async () => {
  const refused = (code: "WORKER_FULL" | "WORKER_STAKE_TOO_SMALL") => {
    job = { ...job, state: "Requested", error: new PosthumanError(code).toJSON() };
    events.wake();
  };
  refused("WORKER_FULL");
  const response = await ask(`/jobs/${id}/events`, { headers: { "last-event-id": "3" } });
  for (const code of ["WORKER_FULL", "WORKER_FULL", "WORKER_STAKE_TOO_SMALL"] as const) refused(code);
  job = { ...job, state: "Settled" };
  events.wake();
  const seen = await response.text();
  expect(seen.match(/"refused","error":\{"code":"\w+"/g)).toEqual([
    '"refused","error":{"code":"WORKER_FULL"',
    '"refused","error":{"code":"WORKER_STAKE_TOO_SMALL"',
  ]);
});

test("lets web pages call it, and shows none itself", async () => {
  const { status, headers } = await ask("/jobs", { method: "OPTIONS" });
  expect(status).toBe(204);
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(headers.get("content-security-policy")).toContain("sandbox");
});

test("keeps what broke inside to itself", async () => {
  const broken = { ...context, jobs: () => raise(new TypeError(`secret ${ZeroAddress}`)) };
  await using other = await listen(createApi(broken), "127.0.0.1", 0);
  const response = await fetch(`${other.url}/jobs`);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("secret");
  expect(String(logged.read())).toContain("The API failed to answer.");
});

test("says so when the port is taken", async () => {
  const port = Number(new URL(api.url).port);
  await expect(listen(createApi(context), "127.0.0.1", port)).rejects.toMatchObject({
    code: "LISTEN_FAILED",
  });
});

function raise(error: Error): never {
  throw error;
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* one(text: string) {
  yield Buffer.from(text);
}
