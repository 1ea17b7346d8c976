import { createHash } from "node:crypto";
import {
  canonicalJson,
  createManifest,
  keccakOfJson,
  PosthumanError,
  workerRequestHeader,
  type Receipt,
} from "@posthuman/sdk";
import { ZeroAddress } from "ethers";
import { expect, test } from "vitest";
import { listen } from "../http/listen.ts";
import { grantsOf, writeReceipt } from "../refs/documents.ts";
import {
  asset,
  id,
  market,
  requester,
  startApi,
  stranger,
  worker,
  type Signing,
  type TestApi,
} from "../testing/startApi.ts";
import { createApi } from "./createApi.ts";

async function refusal(api: TestApi, path: string, init: RequestInit = {}): Promise<[number, string]> {
  const response = await api.ask(path, init);
  const body = (await response.json()) as Record<string, unknown>;
  expect(Object.keys(body).sort()).toEqual(["args", "cause", "code", "fix", "message", "retryable"]);
  return [response.status, String(body["code"])];
}

const sha256 = (bytes: string) => createHash("sha256").update(bytes).digest("hex");

test("says whether it lives, is ready, and who it is", async () => {
  await using api = await startApi();
  expect((await api.ask("/health")).status).toBe(200);
  expect((await api.ask("/ready")).status).toBe(200);
  api.problems = ["The chain does not answer."];
  expect((await api.ask("/ready")).status).toBe(503);
  const about = await (await api.ask("/")).json();
  expect(about).toMatchObject({ worker: worker.address, custodian: stranger.address, market });
  expect(about).toMatchObject({ fees: { train: { fixed: "5", perSecond: "0" } } });
});

test("takes a manifest under its own hash only", async () => {
  await using api = await startApi();
  const { manifest, hash } = createManifest({ kind: "infer", model: asset });
  const body = canonicalJson(manifest);
  expect(await refusal(api, `/manifests/${hash}`)).toEqual([404, "MANIFEST_MISSING"]);
  expect(await refusal(api, `/manifests/${id}`, { method: "PUT", body })).toEqual([422, "MANIFEST_MISMATCH"]);
  expect(await refusal(api, `/manifests/${hash}`, { method: "PUT", body: " ".repeat(1_001) })).toEqual([
    413,
    "ARTIFACT_TOO_LARGE",
  ]);
  expect((await api.ask(`/manifests/${hash}`, { method: "PUT", body })).status).toBe(201);
  expect(await (await api.ask(`/manifests/${hash}`)).text()).toBe(body);
});

test("takes datasets from who signs for them", async () => {
  await using api = await startApi();
  const body = "Some text.";
  const subject = sha256(body);
  const path = `/datasets/${subject}`;
  const put = async (options: Signing, headers: Record<string, string> = {}, content = body) =>
    ({
      method: "PUT",
      body: content,
      headers: { ...(await api.signed({ action: "upload", subject, ...options })), ...headers },
    }) as const;

  expect(await refusal(api, path, { method: "PUT", body })).toEqual([401, "SIGNATURE_INVALID"]);
  expect(await refusal(api, path, await put({ subject: sha256("other") }))).toEqual([
    403,
    "REQUEST_MISDIRECTED",
  ]);
  expect(await refusal(api, path, await put({}, {}, "Other text."))).toEqual([422, "ARTIFACT_HASH_MISMATCH"]);
  expect(await refusal(api, path, await put({}, {}, "x".repeat(1_000_001)))).toEqual([
    413,
    "ARTIFACT_TOO_LARGE",
  ]);
  expect(await api.context.store.has(subject)).toBe(false);

  const before = api.uploads();
  expect((await api.ask(path, await put({}, { "x-posthuman-name": "corpus.txt" }))).status).toBe(201);
  expect(api.uploads()).toBe(before + 1);
  const named = { "x-posthuman-asset": asset };
  expect(await refusal(api, path, await put({}, named))).toEqual([403, "REQUEST_MISDIRECTED"]);
  const forAsset = { subject: `${subject}:${asset}` };
  expect(await refusal(api, path, await put({ ...forAsset, by: stranger }, named))).toEqual([
    403,
    "ASSET_NOT_YOURS",
  ]);
  expect((await api.ask(path, await put(forAsset, named))).status).toBe(201);
  expect(await grantsOf(api.context.refs, subject)).toEqual([
    { account: requester.address, name: "corpus.txt", size: 10 },
    { account: requester.address, asset, name: subject.slice(0, 16), size: 10 },
  ]);
});

test("bounds what one client can leave here and ask for, and nobody else for its sake", async () => {
  await using api = await startApi();
  const from = (client: string) => ({ "x-forwarded-for": client });
  const put = async (body: string, client: string) => {
    const subject = sha256(body);
    const headers = { ...(await api.signed({ action: "upload", subject })), ...from(client) };
    return api.ask(`/datasets/${subject}`, { method: "PUT", body, headers });
  };
  const answers: number[] = [];
  for (const letter of ["a", "b", "c"]) answers.push((await put(letter.repeat(900_000), "9.9.9.1")).status);
  expect(answers).toEqual([201, 201, 507]);
  expect((await put("c".repeat(900_000), "9.9.9.2")).status).toBe(201);

  await using strict = await listen(
    createApi({ ...api.context, listen: { requestsPerMinute: 3, proxies: 1 } }),
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
  await using api = await startApi();
  const aborter = new AbortController();
  const stream = (client: string) =>
    api.ask(`/jobs/${id}/events`, { headers: { "x-forwarded-for": client }, signal: aborter.signal });
  api.job = { ...api.job, state: "Leased" };
  const own = await Promise.all(Array.from({ length: 101 }, () => stream("9.9.9.5")));
  expect(own.filter(({ status }) => status === 200)).toHaveLength(100);
  const refused = own.filter(({ status }) => status === 503);
  expect(refused).toHaveLength(1);
  expect(await refused[0]!.json()).toMatchObject({ code: "EVENT_STREAMS_EXCEEDED", retryable: true });
  expect((await stream("9.9.9.6")).status).toBe(200);
  aborter.abort();
});

test("lists jobs, and shows one", async () => {
  await using api = await startApi();
  expect(await (await api.ask("/jobs")).json()).toEqual({ jobs: [api.job] });
  expect(await (await api.ask("/jobs?state=Failed")).json()).toEqual({ jobs: [] });
  expect(await refusal(api, "/jobs?model=0x12")).toEqual([400, "NAME_INVALID"]);
  expect(await (await api.ask(`/jobs/${id}`)).json()).toEqual(api.job);
  expect(await refusal(api, `/jobs/0x${"34".repeat(32)}`)).toEqual([404, "JOB_UNKNOWN"]);
  expect(await refusal(api, "/jobs/34")).toEqual([400, "NAME_INVALID"]);
});

test("says what a model is made for", async () => {
  await using api = await startApi();
  expect(await (await api.ask(`/models/${asset}`)).json()).toEqual({ model: asset, task: "masked-lm" });
  expect(await (await api.ask(`/models/${market}`)).json()).toMatchObject({ task: null });
  expect((await refusal(api, "/models/..%2Fx"))[1]).toBe("NAME_INVALID");
});

test("gives results to the requester only, for a fresh signature of exactly this", async () => {
  await using api = await startApi();
  const secret = "What Elena's text is worth.";
  const { size } = await api.context.store.put(one(secret));
  const path = `/jobs/${id}/results`;
  expect(await refusal(api, path, { headers: await api.signed() })).toEqual([409, "RESULTS_NOT_READY"]);
  const receipt = receiptOf([{ path: "tables/table.md", sha256: sha256(secret), size }]);
  await keep(api, receipt);

  const fetched = await (await api.ask(path, { headers: await api.signed() })).text();
  expect(keccakOfJson(JSON.parse(fetched))).toBe(keccakOfJson(receipt));
  const file = await api.ask(`${path}/tables/table.md`, { headers: await api.signed() });
  expect(file.headers.get("x-content-type-options")).toBe("nosniff");
  expect(await file.text()).toBe(secret);

  expect(await refusal(api, path)).toEqual([401, "SIGNATURE_INVALID"]);
  expect(await refusal(api, path, { headers: await api.signed({ by: stranger }) })).toEqual([
    403,
    "REQUEST_FORBIDDEN",
  ]);
  expect(await refusal(api, path, { headers: await api.signed({ action: "upload" }) })).toEqual([
    403,
    "REQUEST_MISDIRECTED",
  ]);
  const elsewhere = await api.signed({ worker: stranger.address });
  expect(await refusal(api, path, { headers: elsewhere })).toEqual([403, "REQUEST_MISDIRECTED"]);
  expect(await refusal(api, path, { headers: await api.signed({ expires: api.clock - 1 }) })).toEqual([
    401,
    "REQUEST_EXPIRED",
  ]);
  expect(await refusal(api, path, { headers: await api.signed({ expires: api.clock + 601 }) })).toEqual([
    401,
    "SIGNATURE_INVALID",
  ]);

  const headers = await api.signed();
  expect((await api.ask(path, { headers })).status).toBe(200);
  expect(await refusal(api, path, { headers })).toEqual([409, "REQUEST_REPLAYED"]);

  const [tampered] = Object.values(await api.signed());
  const request = JSON.parse(Buffer.from(tampered ?? "", "base64url").toString()) as Record<string, unknown>;
  const claim = Buffer.from(JSON.stringify({ ...request, expires: api.clock + 61 })).toString("base64url");
  expect(await refusal(api, path, { headers: { [workerRequestHeader]: claim } })).toEqual([
    401,
    "SIGNATURE_INVALID",
  ]);

  api.job = { ...api.job, state: "Failed" };
  expect(await refusal(api, path, { headers: await api.signed() })).toEqual([409, "RESULTS_NOT_READY"]);
});

test("a nonce stays used after a restart", async () => {
  await using api = await startApi();
  await keep(api, receiptOf([]));
  const headers = await api.signed();
  expect((await api.ask(`/jobs/${id}/results`, { headers })).status).toBe(200);
  const restarted = api.restarted();
  const again = { headers } as never;
  expect(() => restarted(again, "results", id)).toThrow(
    expect.objectContaining({ code: "REQUEST_REPLAYED" }),
  );
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
  await using api = await startApi();
  await keep(api, receiptOf([]));
  const response = await api.ask(path, { headers: await api.signed() });
  expect([400, 404, 405]).toContain(response.status);
  expect(PosthumanError.is(new PosthumanError(((await response.json()) as { code: never }).code))).toBe(true);
});

test("tells what happens as it happens, and goes on where a reader was", async () => {
  await using api = await startApi();
  api.context.events.append(id, { event: "progress", step: 1, total: 4 });
  api.context.events.append(id, { event: "progress", step: 2, total: 4 });
  const aborter = new AbortController();
  const response = await api.ask(`/jobs/${id}/events`, {
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
  api.context.events.append(id, { event: "end" });
  expect(await readUntil('"end"')).toContain("id: 3");
  api.job = { ...api.job, state: "Settled" };
  api.context.events.wake();
  expect(await readUntil('"state":"Settled"')).toContain("Settled");
  expect((await reader.read()).done).toBe(true);
});

test("says why a job has to wait, once for each reason", async () => {
  await using api = await startApi();
  const refused = (code: "WORKER_FULL" | "WORKER_STAKE_TOO_SMALL") => {
    api.job = { ...api.job, state: "Requested", error: new PosthumanError(code).toJSON() };
    api.context.events.wake();
  };
  refused("WORKER_FULL");
  const response = await api.ask(`/jobs/${id}/events`, { headers: { "last-event-id": "3" } });
  for (const code of ["WORKER_FULL", "WORKER_FULL", "WORKER_STAKE_TOO_SMALL"] as const) refused(code);
  api.job = { ...api.job, state: "Settled" };
  api.context.events.wake();
  const seen = await response.text();
  expect(seen.match(/"refused","error":\{"code":"\w+"/g)).toEqual([
    '"refused","error":{"code":"WORKER_FULL"',
    '"refused","error":{"code":"WORKER_STAKE_TOO_SMALL"',
  ]);
});

test("says which methods an address takes", async () => {
  await using api = await startApi();
  const response = await api.ask(`/manifests/${id}`, { method: "DELETE" });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "PUT, GET, HEAD, OPTIONS"]);
  expect(await response.json()).toMatchObject({ code: "METHOD_NOT_ALLOWED" });
  const call = await api.ask("/v1/completions", { method: "GET" });
  expect([call.status, call.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
  expect(await call.json()).toMatchObject({ error: { code: "METHOD_NOT_ALLOWED" } });
});

test("lets web pages call it, and shows none itself", async () => {
  await using api = await startApi();
  const { status, headers } = await api.ask("/jobs", { method: "OPTIONS" });
  expect(status).toBe(204);
  expect(headers.get("access-control-allow-origin")).toBe("*");
  expect(headers.get("content-security-policy")).toContain("sandbox");
});

test("keeps what broke inside to itself", async () => {
  await using api = await startApi();
  const broken = { ...api.context, jobs: () => raise(new TypeError(`secret ${ZeroAddress}`)) };
  await using other = await listen(createApi(broken), "127.0.0.1", 0);
  const response = await fetch(`${other.url}/jobs`);
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("secret");
  expect(api.logged()).toContain("The API failed to answer.");
});

test("says so when the port is taken", async () => {
  await using api = await startApi();
  const port = Number(new URL(api.url).port);
  await expect(listen(createApi(api.context), "127.0.0.1", port)).rejects.toMatchObject({
    code: "LISTEN_FAILED",
  });
});

/** A receipt of the one job. */
function receiptOf(files: Receipt["files"]): Receipt {
  return {
    version: 1,
    job: id,
    kind: "evaluate",
    task: "causal-lm",
    manifestHash: id,
    metrics: {},
    files,
    environment: { isolation: "bubblewrap" },
  };
}

async function keep(api: TestApi, receipt: Receipt): Promise<void> {
  await writeReceipt(api.context.refs, id, Buffer.from(canonicalJson(receipt)));
}

function raise(error: Error): never {
  throw error;
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* one(text: string) {
  yield Buffer.from(text);
}
