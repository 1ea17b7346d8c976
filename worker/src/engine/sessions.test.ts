import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEther } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callsTree, fetchJob, requestHashOf, responseHashOf, stake, type SessionCall } from "@posthuman/sdk";
import { fetchResults } from "@posthuman/sdk/node";
import { holdSession, type HeldSession } from "../testing/holdSession.ts";
import { startFamily, type Family } from "../testing/startFamily.ts";
import type { TestNode } from "../testing/startNode.ts";
import { refusalOf, statesOf, watchJob } from "../testing/watchJob.ts";

const price = parseEther("2");

let family: Family;
let node: TestNode;

beforeAll(async () => {
  family = await startFamily();
  node = await family.startNode("w1", { config: { fees: { infer: { fixed: price.toString() } } } });
  // Each session that is open holds a part of it.
  await stake(family.alice, { worker: node.worker, amount: parseEther("800") });
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  await family[Symbol.asyncDispose]();
});

function hold(more: Partial<Parameters<typeof holdSession>[1]> = {}) {
  const { bob, model } = family;
  return holdSession(bob, {
    endpoint: node.url,
    worker: node.worker,
    model,
    maxFee: parseEther("5"),
    ...more,
  });
}

test("a session is opened, serves, is closed, and is paid for what was used of it", async () => {
  const held = await hold();
  const shown = await held.until("open");
  expect(shown).toMatchObject({ used: 0, calls: 0, baseUrl: `${node.url}/v1`, keys: [expect.any(String)] });
  const body = { prompt: "one two three", max_tokens: 7 };
  const answers = [];
  for (let i = 0; i < 3; i++) answers.push(await (await held.complete(body)).json());
  expect(await held.show()).toMatchObject({ used: 30, calls: 3 });

  expect((await held.ask("POST", "/close", "close")).status).toBe(200);
  expect(statesOf(await watchJob(family.bob, held.id))).toEqual([
    "Requested",
    "Leased",
    "Submitted",
    "Settled",
  ]);
  expect(await held.show()).toMatchObject({ state: "closed", used: 30 });
  expect((await held.complete(body)).status).toBe(403);
  // 30 of 1 000 tokens.
  expect(await fetchJob(node.url, held.id)).toMatchObject({ fee: ((price * 30n) / 1_000n).toString() });

  const folder = join(family.folder, "results");
  const { receipt } = await fetchResults(family.bob, { endpoint: node.url, job: held.id, folder });
  const lines = readFileSync(join(folder, "calls.jsonl"), "utf8").trimEnd().split("\n");
  const calls = lines.map((line) => JSON.parse(line) as SessionCall);
  expect(receipt.session).toEqual({
    calls: 3,
    promptTokens: 9,
    completionTokens: 21,
    callsRoot: callsTree(calls).root,
  });
  expect(calls.map(({ responseHash }) => responseHash)).toEqual(
    answers.map((answer) => responseHashOf(answer)),
  );
  expect(new Set(calls.map(({ requestHash }) => requestHash))).toEqual(new Set([requestHashOf(body)]));
});

test("one in which nothing was served is refunded", async () => {
  const held = await hold({ session: { tokens: 10, seconds: 1 } });
  expect(statesOf(await watchJob(family.bob, held.id))).toEqual(["Requested", "Leased", "Failed"]);
  expect(await fetchJob(node.url, held.id)).toMatchObject({ error: { code: "SESSION_UNUSED" } });
});

test("many run beside each other and beside jobs; each ends with its own budget", async () => {
  const held: HeldSession[] = [];
  for (let i = 0; i < 3; i++) held.push(await hold({ session: { tokens: 20, seconds: 600 } }));
  await Promise.all(held.map((one) => one.until("open")));
  await Promise.all(held.map((one) => one.complete({ prompt: "one two", max_tokens: 18 })));
  for (const one of held) {
    expect(statesOf(await watchJob(family.bob, one.id)).at(-1)).toBe("Settled");
    expect(await fetchJob(node.url, one.id)).toMatchObject({ fee: price.toString() });
  }
});

test("its keys are its owner's alone, and can be revoked", async () => {
  const held = await hold();
  const { keys } = await held.until("open");
  const [hash] = keys;
  const stranger = await holdSession(family.bob, {
    endpoint: node.url,
    worker: node.worker,
    model: family.model,
    maxFee: price,
  });
  const other = await fetch(`${node.url}/sessions/${held.id}`, {
    headers: { authorization: `Bearer ${stranger.key}` },
  });
  expect(other.status).toBe(401);
  expect((await held.ask("POST", "/keys", `key:${"ab".repeat(32)}`, { sha256: hash })).status).toBe(403);
  expect((await held.ask("DELETE", `/keys/${hash}`, `revoke:${hash}`)).status).toBe(200);
  expect((await held.complete({ prompt: "x", max_tokens: 1 })).status).toBe(401);
  for (const one of [held, stranger]) await one.ask("POST", "/close", "close");
  for (const one of [held, stranger])
    expect(statesOf(await watchJob(family.bob, one.id)).at(-1)).toBe("Failed");
});

test("one that could not be submitted in time is not taken", async () => {
  const held = await hold({ seconds: 40 });
  expect(await refusalOf(node.url, held.id)).toBe("DEADLINE_TOO_NEAR");
});

test("one that is to be open for longer than the operator lets any is not taken", async () => {
  const held = await hold({ session: { tokens: 10, seconds: 86_401 } });
  expect(await refusalOf(node.url, held.id)).toBe("SESSION_TOO_LONG");
});
