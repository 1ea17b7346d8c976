import { parseEther, sha256, toUtf8Bytes } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { offerDatatokens } from "../datatokens/offerDatatokens.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { getJob } from "../jobs/getJob.ts";
import { termsOf } from "../jobs/termsOf.ts";
import { requestHashOf, responseHashOf } from "../protocol/answers.ts";
import type { SessionCall } from "../protocol/calls.ts";
import { keccakOfJson } from "../protocol/json.ts";
import { joinWorker, type TestWorker } from "../testing/joinWorker.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { serveSession, type SessionServer } from "../testing/serveSession.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { addSessionKey } from "./addSessionKey.ts";
import { sessionKeyHash } from "../protocol/sessionKeys.ts";
import { awaitSession, type OpenedSession } from "./awaitSession.ts";
import { closeSession } from "./closeSession.ts";
import { openSession } from "./openSession.ts";
import { revokeSessionKey } from "./revokeSessionKey.ts";
import { showSession } from "./showSession.ts";
import { verifySession } from "./verifySession.ts";

const FEE = parseEther("5");
const code = (wanted: string) => expect.objectContaining({ code: wanted }) as Error;

let market: Market;
let alice: Client;
let bob: Client;
let worker: TestWorker;
let model: string;
let server: SessionServer;

beforeAll(async () => {
  market = await startMarket({ leaseStake: parseEther("1"), lapsePenalty: parseEther("0.1") });
  [alice, bob] = [await market.join(parseEther("2000")), await market.join()];
  model = await publishRoot(alice);
  worker = await joinWorker(market, alice);
  const sale = { token: model, amount: parseEther("50"), payToken: market.ocean, price: parseEther("2") };
  await offerDatatokens(alice, sale);
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await market?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await server?.[Symbol.asyncDispose]();
  server = await serveSession(bob, worker.account, bob.account!);
});

const wanted = () => ({
  endpoint: server.url,
  model,
  tokens: 1_000,
  seconds: 600,
  maxFee: FEE,
  buy: true,
  pollMs: 20,
});

/** Opens a session of Bob's while the server lets the model load. */
async function open(): Promise<OpenedSession> {
  const opening = openSession(bob, wanted());
  setTimeout(() => (server.job = { state: "Leased" }), 300);
  const expires = Math.floor(Date.now() / 1000) + 600;
  setTimeout(() => (server.session = { ...server.session, state: "open", expires }), 600);
  return opening;
}

test("a session is paid, entered by a key that only its caller has, and open", async () => {
  const { job, baseUrl, apiKey, modelName, expires } = await open();
  expect({ baseUrl, modelName }).toEqual({ baseUrl: `${server.url}/v1`, modelName: "M1" });
  expect(apiKey).toMatch(/^ph-[\w-]{43}$/);
  expect(expires * 1_000).toBeGreaterThan(Date.now());
  const terms = await termsOf(bob, job);
  expect(terms).toMatchObject({ worker: worker.account, maxFee: FEE, model });
  const manifest = server.manifests.get(terms.manifestHash)!;
  expect(JSON.parse(manifest)).toMatchObject({ session: { tokens: 1_000, seconds: 600, fee: "used" } });

  const mine = { endpoint: server.url, job };
  expect((await showSession(bob, mine)).keys).toEqual([sessionKeyHash(apiKey)]);
  const { apiKey: second } = await addSessionKey(bob, mine);
  expect(second).not.toBe(apiKey);
  expect((await revokeSessionKey(bob, { ...mine, key: apiKey })).keys).toEqual([sessionKeyHash(second)]);
  expect((await revokeSessionKey(bob, { ...mine, key: sessionKeyHash(second) })).keys).toEqual([]);
  await expect(revokeSessionKey(bob, { ...mine, key: "mine" })).rejects.toEqual(code("ARGUMENT_INVALID"));
  await expect(showSession(alice, mine)).rejects.toEqual(code("REQUEST_FORBIDDEN"));
  expect((await closeSession(bob, mine)).state).toBe("closing");
});

test("what hinders a session is said instead of waiting forever", async () => {
  const { job } = await open();
  const waiting = { endpoint: server.url, job, pollMs: 20 };
  server.session = { ...server.session, state: "opening" };
  server.job = { state: "Requested", error: new PosthumanError("WEIGHTS_MISSING", {}).toJSON() };
  setTimeout(() => {
    const reason = new PosthumanError("TASK_MISMATCH", { task: "seq2seq", expected: "causal-lm" });
    server.job = { state: "Requested", error: reason.toJSON() };
  }, 200);
  await expect(awaitSession(bob, waiting)).rejects.toMatchObject({
    code: "TASK_MISMATCH",
    args: { refusedJob: job },
  });
  server.job = { state: "Failed" };
  await expect(awaitSession(bob, waiting)).rejects.toEqual(code("SESSION_CLOSED"));
  server.session = { ...server.session, state: "closed", reason: "ENGINE_BROKEN" };
  await expect(awaitSession(bob, waiting)).rejects.toEqual(code("ENGINE_BROKEN"));
  await server[Symbol.asyncDispose]();
  await expect(awaitSession(bob, { ...waiting, patienceMs: 50 })).rejects.toMatchObject({
    code: "WORKER_UNREACHABLE",
    args: { job },
  });
});

describe("a session's receipt", () => {
  const usage = { prompt_tokens: 40, completion_tokens: 60, total_tokens: 100 };
  const request = { model: "M1", prompt: "Once" };
  const response = { id: "cmpl-1", choices: [{ index: 0, text: "upon", finish_reason: "stop" }], usage };
  const embedded = { data: [{ embedding: [0.5] }] };
  const call = (n: number, asked: unknown, answered: unknown): SessionCall => ({
    n,
    id: `cmpl-${n}`,
    promptTokens: 40,
    completionTokens: 60,
    requestHash: requestHashOf(asked),
    responseHash: responseHashOf(answered),
  });
  const calls = [call(1, request, response), call(2, { input: "a" }, embedded), call(4, {}, {})];

  let job: string;
  let expected: object;
  const mine = () => ({ endpoint: server.url, job });

  async function submit(changes = {}, fee = FEE) {
    ({ job } = await open());
    await worker.lease(job);
    const resultRoot = server.post(job, calls, changes);
    await worker.submit(job, { resultRoot, fee });
    expected = { used: 300, tokens: 1_000, fee, maxFee: FEE };
  }

  test("is checked against the chain, its own sums, and what the caller noted", async () => {
    await submit({}, (FEE * 3n) / 10n);
    expect((await getJob(bob, job)).state).toBe("Submitted");
    expect(await verifySession(bob, mine())).toMatchObject({ ...expected, matched: 0, unmatched: [1, 2, 4] });
    const chunks = [
      { id: "cmpl-1", choices: [{ index: 0, text: "up" }] },
      { id: "cmpl-1", choices: [{ index: 0, text: "on", finish_reason: "stop" }], usage },
    ];
    const transcript = [
      { request, chunks },
      { request: { input: "a" }, response: embedded },
    ];
    expect(await verifySession(bob, { ...mine(), transcript })).toMatchObject({ matched: 2, unmatched: [4] });
    const uncounted = { request, chunks: chunks.map(({ usage: _, ...chunk }) => chunk) };
    expect(await verifySession(bob, { ...mine(), transcript: [uncounted] })).toMatchObject({ matched: 1 });

    const wrong = [
      { request: { ...request, prompt: "Twice" }, response },
      { request, response: { ...response, choices: [] } },
      { request, response: { ...response, id: "cmpl-9" } },
      { request, chunks: uncounted.chunks.slice(1) },
    ];
    for (const entry of wrong) {
      const spoilt = { ...mine(), transcript: [...transcript.slice(1), entry] };
      await expect(verifySession(bob, spoilt)).rejects.toEqual(code("CALL_NOT_IN_RECEIPT"));
    }
    const twice = { ...mine(), transcript: [transcript[0]!, transcript[0]!] };
    await expect(verifySession(bob, twice)).rejects.toEqual(code("CALL_NOT_IN_RECEIPT"));
    server.calls += "\n";
    await expect(verifySession(bob, mine())).rejects.toEqual(code("RESULT_MISMATCH"));
  });

  test.each([
    ["another root", { callsRoot: `0x${"ab".repeat(32)}` }, /root of the calls/],
    ["another number of calls", { calls: 4 }, /number of calls is 3, the receipt says 4/],
    ["another sum", { promptTokens: 119 }, /sum of promptTokens is 120/],
  ])("is refused with %s", async (_, changes, message) => {
    await submit(changes, 0n);
    await expect(verifySession(bob, mine())).rejects.toThrow(message);
  });

  test.each(["no JSON", "null", "[]", '{"n":1}'])(
    "is refused with the line %s in its list of calls",
    async (line) => {
      ({ job } = await open());
      await worker.lease(job);
      server.post(job, calls);
      server.calls = line;
      const file = { path: "calls.jsonl", size: line.length, sha256: sha256(toUtf8Bytes(line)).slice(2) };
      const receipt = { ...(server.receipt as object), files: [file] };
      server.receipt = receipt as never;
      await worker.submit(job, { resultRoot: keccakOfJson(receipt), fee: 0n });
      await expect(verifySession(bob, mine())).rejects.toThrow(/line 1 of calls.jsonl is not a call/);
    },
  );

  test("is refused with a fee for more than was used", async () => {
    await submit({}, (FEE * 3n) / 10n + 1n);
    await expect(verifySession(bob, mine())).rejects.toThrow(/300 of 1000 tokens are worth/);
  });
});
