import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startGate, type TestGate } from "../testing/startGate.ts";

let gate: TestGate;

beforeAll(async () => {
  gate = await startGate({ models: 1, allow: ["logprobs", "embeddings"], requestsPerMinute: 3 });
});
afterAll(() => gate[Symbol.asyncDispose]());

const body = { prompt: "x", max_tokens: 1 };

test("what the model's owner allows is given out", async () => {
  const { key } = await gate.open();
  const answer = await (await gate.call(key, "/v1/completions", { ...body, logprobs: 1 })).json();
  expect(answer).toMatchObject({ choices: [{ logprobs: { secret: 1 } }] });
  expect((await gate.call(key, "/v1/embeddings", { input: "x" })).status).toBe(200);
});

test("a session that calls too often is told to wait", async () => {
  const { key, session } = await gate.open();
  expect((await gate.call(key, "/v1/completions", body)).status).toBe(200);
  // The other two, at once: calls of a slow machine would be spread over the minute.
  while (session.throttle() === 0);
  const answer = await gate.call(key, "/v1/completions", body);
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await answer.json()).toMatchObject({
    error: { type: "rate_limit_error", code: "SESSION_RATE_EXCEEDED" },
  });
});

/** Begins a call whose body never ends. Resolves when the endpoint has let it in. */
async function beginCall({ url }: TestGate, key: string): Promise<Socket> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  const head = ["POST /v1/completions HTTP/1.1", "host: x", `authorization: Bearer ${key}`];
  socket.write([...head, "content-length: 99", "expect: 100-continue", "", "{"].join("\r\n"));
  expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1\.1 100/);
  return socket;
}

test("a session has so many calls at a time, from their first byte on", async () => {
  await using narrow = await startGate({ concurrent: 1, waiting: 1 });
  const { key } = await narrow.open();
  const sockets = [await beginCall(narrow, key), await beginCall(narrow, key)];
  const answer = await narrow.call(key, "/v1/completions", body);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "2"]);
  expect(await answer.json()).toMatchObject({ error: { code: "SESSION_BUSY" } });
  for (const socket of sockets) socket.destroy();
  await expect.poll(async () => (await narrow.call(key, "/v1/completions", body)).status).toBe(200);
});

test("a call whose body takes too long is ended", async () => {
  await using impatient = await startGate({ callSeconds: 1 });
  const { key } = await impatient.open();
  const socket = await beginCall(impatient, key);
  await once(socket, "close");
  expect(impatient.log()).not.toContain("failed to answer");
});

test("an engine gives its place to another model's, and is started again when it is called", async () => {
  const [one, two] = [await gate.open({ config: { a: 1 } }), await gate.open({ config: { a: 2 } })];
  for (const { key } of [one, two, one]) {
    expect((await gate.call(key, "/v1/completions", body)).status).toBe(200);
  }
  const dropped = gate.log().match(/"Dropped a model's engine\./g);
  expect(dropped?.length).toBeGreaterThanOrEqual(2);
  expect(one.session.calls()).toBe(2);
});

test("a call that cannot be written down is not answered, and the operator hears of it", async () => {
  const { key, session } = await gate.open();
  using other = new DatabaseSync(gate.database);
  other.exec("DROP TABLE session_calls");
  const answer = await gate.call(key, "/v1/completions", body);
  expect([answer.status, session.used()]).toEqual([500, 0]);
  expect(await answer.json()).toMatchObject({ error: { type: "server_error", code: "INTERNAL" } });
  expect(gate.log()).toContain("no such table");
});
