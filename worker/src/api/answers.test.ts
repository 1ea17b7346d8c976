import { canonicalJson, createManifest, jobStates, parseManifest, type ErrorCode } from "@posthuman/sdk";
import { keccak256, toUtf8Bytes } from "ethers";
import { expect, test } from "vitest";
import { openAiErrors } from "../gate/errors.ts";
import { catalogueErrors } from "../http/errors.ts";
import { listen } from "../http/listen.ts";
import type { ChainJob, ChainModel } from "../job/ChainJob.ts";
import { createOrders } from "../job/order.ts";
import { writeReceipt } from "../refs/documents.ts";
import { createSessionDesk } from "../sessions/createSessionDesk.ts";
import { asset, id, requester, startApi, type TestApi } from "../testing/startApi.ts";
import { createApi } from "./createApi.ts";
import { allRoutes, limitedRoutes, unlimitedRoutes } from "./routes.ts";
import { sessionRoutes } from "./sessions.ts";

async function codeOf(answer: Response): Promise<string> {
  const body = (await answer.json()) as { code?: string; error?: { code: string } };
  return String(body.code ?? body.error?.code);
}

test("HEAD ends with its headers at every route that GET has, and takes no stream of events", async () => {
  await using api = await startApi();
  const text = "a,b\n";
  const { sha256, size } = await api.context.store.put(pieces(text));
  const receipt = canonicalJson({ ...emptyReceipt, files: [{ path: "metrics.json", sha256, size }] });
  await writeReceipt(api.context.refs, id, Buffer.from(receipt));
  const readable = [...unlimitedRoutes, ...limitedRoutes].filter(({ method }) => method === "get");
  const here: Readonly<Record<string, string>> = {
    id,
    job: id,
    model: asset,
    hash: id,
    path: "metrics.json",
  };
  const ask = async (path: string, method: string) => {
    const headers = path.includes("/results") ? await api.signed() : {};
    return api.ask(path, { method, headers, signal: AbortSignal.timeout(3_000) });
  };
  for (const { path } of readable) {
    const address = path.replaceAll(/\{(\w+)(\.{3})?\}/g, (_, name: string) => here[name] ?? "");
    // A job that runs: its events have no end.
    api.job = { ...api.job, state: path.endsWith("/events") ? "Leased" : "Submitted" };
    const head = await ask(address, "HEAD");
    expect(await head.text()).toBe("");
    const get = await ask(address, "GET");
    expect([path, head.status]).toEqual([path, get.status]);
    expect(head.headers.get("content-type")).toBe(get.headers.get("content-type"));
    await get.body?.cancel();
  }
  api.job = { ...api.job, state: "Leased" };
  const heads = Array.from({ length: 101 }, () => ask(`/jobs/${id}/events`, "HEAD"));
  expect(new Set((await Promise.all(heads)).map(({ status }) => status))).toEqual(new Set([200]));
  const stream = await ask(`/jobs/${id}/events`, "GET");
  expect(stream.status).toBe(200);
  await stream.body?.cancel();
});

const manifest = createManifest({ kind: "infer", model: asset, parameters: { prompt: "It" } });
const changed = (change: object) => canonicalJson({ ...manifest.manifest, ...change });
const training = {
  kind: "train",
  algorithm: { sha256: "ab".repeat(32), entrypoint: "python main.py" },
  datasets: [{ name: "text", sha256: "ab".repeat(32), size: 4 }],
};
const wrong: readonly (readonly [string, string, ErrorCode])[] = [
  ["a page", "<html></html>", "MANIFEST_INVALID"],
  ["nothing", "", "MANIFEST_INVALID"],
  ["another object", "{}", "MANIFEST_INVALID"],
  ["white space", JSON.stringify(manifest.manifest, null, 1), "MANIFEST_INVALID"],
  ["half of a surrogate pair", changed({}).replace('"It"', String.raw`"\ud800"`), "MANIFEST_INVALID"],
  [
    "lists in lists",
    changed({}).replace('"It"', "[".repeat(30_000) + "]".repeat(30_000)),
    "MANIFEST_INVALID",
  ],
  ["an unknown task", changed({ task: "none" }), "TASK_UNKNOWN"],
  ["somebody's training", changed(training), "ALGORITHM_CANNOT_TRAIN"],
];

test.each(wrong)("keeps manifests and nothing else: not %s", async (_, text, code) => {
  await using api = await startApi();
  await using roomy = await listen(
    createApi({ ...api.context, limits: { ...api.context.limits, manifest: 100_000 } }),
    "127.0.0.1",
    0,
  );
  const address = `${roomy.url}/manifests/${keccak256(toUtf8Bytes(text))}`;
  const answer = await fetch(address, { method: "PUT", body: text });
  expect([answer.status, await codeOf(answer)]).toEqual([422, code]);
  expect(await codeOf(await fetch(address))).toBe("MANIFEST_MISSING");
});

test("gives back the manifest that it took", async () => {
  await using api = await startApi();
  const address = `/manifests/${manifest.hash}`;
  const body = new Uint8Array(manifest.bytes);
  expect((await api.ask(address, { method: "PUT", body })).status).toBe(201);
  const kept = new Uint8Array(await (await api.ask(address)).arrayBuffer());
  expect(parseManifest(kept)).toEqual(manifest.manifest);
});

test("refuses a session with the codes that its routes declare, whatever is wrong with its job", async () => {
  await using api = await startApi();
  const inline = (text: string) => `data:application/json;base64,${Buffer.from(text).toString("base64")}`;
  const cases: readonly (readonly [ErrorCode, object, ChainModel[]?])[] = [
    ...wrong.map(([, text, code]) => [code, paidFor(text, inline(text))] as const),
    ["MANIFEST_CONTRADICTS_TERMS", ...both(changed({ kind: "evaluate", datasets: training.datasets }))],
    ["MANIFEST_MISSING", { manifestHash: id, manifestURI: "" }],
    ["MANIFEST_MISMATCH", { manifestHash: id, manifestURI: inline("{}") }],
    ["MANIFEST_UNREACHABLE", { manifestHash: id, manifestURI: "http://127.0.0.1/manifest.json" }],
    ["SESSION_UNKNOWN", ...both(changed({}))],
    ["RPC_INCONSISTENT", { manifestHash: id, manifestURI: "" }, []],
  ];
  function both(text: string): [object] {
    return [paidFor(text, inline(text))];
  }
  for (const [code, terms, lineage = [{} as ChainModel]] of cases) {
    await using server = await listen(createApi(withSession(api, terms, lineage)), "127.0.0.1", 0);
    for (const { method, path, errors } of sessionRoutes) {
      const address = path.replace("{job}", id).replace("{sha256}", "ab".repeat(32));
      const body = method === "post" ? JSON.stringify({ sha256: "ab".repeat(32) }) : null;
      const answer = await fetch(server.url + address, { method: method.toUpperCase(), body });
      expect([path, await codeOf(answer)]).toEqual([path, code]);
      expect(errors).toContain(code);
    }
  }
});

const shownErrors = new Map([
  [catalogueErrors, ["args", "cause", "code", "fix", "message", "retryable"]],
  [openAiErrors, ["error"]],
]);

test.each(allRoutes.filter(({ path }) => path.includes("{")))(
  "$method $path words what it cannot decode as its declaration says",
  async ({ method, path, errorForm, errors }) => {
    await using api = await startApi();
    const address = path.replaceAll(/\{\w+(\.{3})?\}/g, "%FF");
    const answer = await api.ask(address, { method: method.toUpperCase() });
    const body = (await answer.clone().json()) as object;
    expect(Object.keys(body).sort()).toEqual(shownErrors.get(errorForm));
    expect(errors).toContain(await codeOf(answer));
    expect(answer.status).toBe(errorForm.statusOf("BODY_INVALID"));
  },
);

test.each(["/V1/models", "/HEALTH", "/Jobs", "/OpenAPI.json", `/MODELS/${asset}`, "/v1/Models"])(
  "knows addresses by their letters as they are: %s",
  async (path) => {
    await using api = await startApi();
    for (const method of ["GET", "POST"]) {
      const answer = await api.ask(path, { method });
      expect([method, answer.status, await codeOf(answer)]).toEqual([method, 404, "ROUTE_UNKNOWN"]);
      expect(answer.headers.get("allow")).toBeNull();
    }
  },
);

test("lists jobs by a state that there is, and says which there are", async () => {
  await using api = await startApi();
  for (const state of jobStates) expect((await api.ask(`/jobs?state=${state}`)).status).toBe(200);
  for (const query of ["state=submitted", "state=nonsense", "state=", "state=Settled&state=Failed"]) {
    const answer = await api.ask(`/jobs?${query}`);
    const { code, message } = (await answer.json()) as { code: string; message: string };
    expect([query, answer.status, code]).toEqual([query, 400, "NAME_INVALID"]);
    for (const state of jobStates) expect(message).toContain(state);
  }
});

function paidFor(text: string, manifestURI: string) {
  return { manifestHash: keccak256(toUtf8Bytes(text)), manifestURI };
}

/** The API's context, whose one job is paid for under these terms. */
function withSession({ context }: TestApi, terms: object, lineage: ChainModel[]) {
  const { sessions } = context.gate;
  const job = {
    id,
    state: "Leased",
    payer: requester.address,
    terms: { kind: "infer", model: asset, ...terms },
  };
  const desk = createSessionDesk({
    sessions,
    orders: createOrders({ refs: context.refs, checkout: asset, chain: { lineage: () => lineage } }),
    job: () => job as unknown as ChainJob,
    authenticate: context.authenticate,
    baseUrl: () => "",
  });
  return { ...context, desk };
}

const emptyReceipt = {
  version: 1,
  job: id,
  kind: "evaluate",
  task: "causal-lm",
  manifestHash: id,
  metrics: {},
  environment: { isolation: "bubblewrap" },
};

// eslint-disable-next-line @typescript-eslint/require-await
async function* pieces(text: string) {
  yield Buffer.from(text);
}
