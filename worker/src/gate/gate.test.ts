import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { joinChunks, requestHashOf, responseHashOf } from "@posthuman/sdk";
import { startGate, type OpenedSession, type TestGate } from "../testing/startGate.ts";

let gate: TestGate;
let open: OpenedSession;

beforeAll(async () => {
  gate = await startGate({ requestBytes: 2 ** 20 });
  open = await gate.open();
});
afterAll(() => gate[Symbol.asyncDispose]());

interface Answer {
  id: string;
  model: string;
  choices: { index: number; text: string; message: { content: string }; finish_reason: string }[];
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
}

const calls = ({ session }: OpenedSession) => gate.context.sessions.store.calls(session.job);

async function refusal(answer: Promise<Response> | Response) {
  const response = await answer;
  const { error } = (await response.json()) as { error: Record<string, string> };
  return { status: response.status, code: error["code"], param: error["param"], message: error["message"] };
}

async function chunksOf(response: Response): Promise<Parameters<typeof joinChunks>[0][number][]> {
  const events = (await response.text()).split("\n\n").filter((event) => event !== "");
  expect(events.at(-1)).toBe("data: [DONE]");
  return events.slice(0, -1).map((event) => JSON.parse(event.slice(6)) as never);
}

describe("a call", () => {
  test("is answered, counted, and written down by its hashes", async () => {
    const body = { prompt: "one two three", max_tokens: 4, model: open.session.model.id };
    const response = await gate.call(open.key, "/v1/completions", body);
    const answer = (await response.json()) as Answer;
    expect(answer).toMatchObject({
      object: "text_completion",
      id: expect.stringMatching(`^cmpl-${open.session.job.slice(2, 10)}-\\d+$`) as unknown,
      model: open.session.model.id,
      choices: [{ index: 0, text: " one two three one", finish_reason: "length", logprobs: null }],
      usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
    });
    expect(answer).not.toHaveProperty("secret");
    expect(response.headers.get("x-posthuman-session")).toBe(open.session.job);
    expect(response.headers.get("set-cookie")).toBeNull();
    expect(calls(open).at(-1)).toMatchObject({
      id: answer.id,
      requestHash: requestHashOf(body),
      responseHash: responseHashOf(answer),
      promptTokens: 3,
      completionTokens: 4,
    });
  });

  test("is the same as a stream", async () => {
    const body = { prompt: "one two", max_tokens: 3, stream: true, stream_options: { include_usage: true } };
    const response = await gate.call(open.key, "/v1/completions", body);
    expect(response.headers.get("content-type")).toMatch("text/event-stream");
    const chunks = await chunksOf(response);
    const answer = joinChunks(chunks);
    expect(answer.choices).toEqual([{ index: 0, text: " one two one", finish_reason: "length" }]);
    expect(calls(open).at(-1)).toMatchObject({ id: answer.id, responseHash: responseHashOf(answer) });
    expect(JSON.stringify(chunks)).not.toMatch(/engine/);
  });

  test("of a chat is answered, as a stream without its usage if nobody asked", async () => {
    const messages = [{ role: "user", content: [{ type: "text", text: "hello you" }] }];
    const answer = (await (
      await gate.call(open.key, "/v1/chat/completions", { messages, max_tokens: 2, n: 2 })
    ).json()) as Answer;
    expect(answer.choices.map(({ message }) => message.content)).toEqual([" hello you", " hello you"]);
    expect(answer.usage.completion_tokens).toBe(4);
    const body = { messages, max_completion_tokens: 2, stream: true };
    const chunks = await chunksOf(await gate.call(open.key, "/v1/chat/completions", body));
    expect(chunks.every((chunk) => !chunk.usage)).toBe(true);
    expect(chunks[0]).toMatchObject({ choices: [{ delta: { role: "assistant" } }] });
    const usage = { prompt_tokens: 2, completion_tokens: 2, total_tokens: 4 };
    expect(calls(open).at(-1)?.responseHash).toBe(responseHashOf({ ...joinChunks(chunks), usage }));
  });

  test("may bring nulls for what it leaves out, and answers as clients write them down", async () => {
    const nothing = { refusal: null, tool_calls: null, function_call: null, audio: null };
    const messages = [
      { role: "developer", content: "be brief" },
      { role: "assistant", content: "said before", ...nothing },
      { role: "user", content: "hello", name: null },
    ];
    const body = { messages, max_tokens: 1, tools: null, logit_bias: null, stop: null };
    const answer = await gate.call(open.key, "/v1/chat/completions", body);
    expect(answer.status).toBe(200);
    expect(calls(open).at(-1)?.requestHash).toBe(requestHashOf(body));
    const wrong = { ...body, messages: [{ role: "user", content: "hello", tool_calls: [] }] };
    expect(await refusal(gate.call(open.key, "/v1/chat/completions", wrong))).toMatchObject({
      param: "messages.0.tool_calls",
    });
  });

  test("in Hugging Face's form is a text generation", async () => {
    const path = `/models/${open.session.model.id}`;
    const body = { inputs: "one two", parameters: { max_new_tokens: 2, return_full_text: true } };
    const answer = await (await gate.call(open.key, path, body)).json();
    expect(answer).toEqual([{ generated_text: "one two one two" }]);
    expect(calls(open).at(-1)?.responseHash).toBe(responseHashOf(answer));
    const other = await gate.call(open.key, `/hf-inference${path}/v1/completions`, {
      prompt: "a",
      max_tokens: 1,
    });
    expect(other.status).toBe(200);
  });
});

test("the models of a key are its session's one", async () => {
  const { id } = open.session.model;
  const list = (await (await gate.call(open.key, "/v1/models")).json()) as { data: { id: string }[] };
  expect(list.data.map((model) => model.id)).toEqual([id]);
  expect((await gate.call(open.key, `/v1/models/${id}`)).status).toBe(200);
  expect(await refusal(gate.call(open.key, "/v1/models/other"))).toMatchObject({ code: "MODEL_NOT_SERVED" });
});

test("models of equal weights are served by one engine, each by its own name", async () => {
  const twin = await gate.open({ id: `0x${"ab".repeat(20)}` });
  for (const { key, session } of [open, twin]) {
    const body = { prompt: "x", max_tokens: 1, model: session.model.id };
    const answer = await (await gate.call(key, "/v1/completions", body)).json();
    expect(answer).toMatchObject({ model: session.model.id });
  }
});

describe("other tasks", () => {
  test("take texts, pictures as bytes, and the engine's count", async () => {
    const image = await gate.open({ task: "image-classification" });
    const path = `/models/${image.session.model.id}`;
    const bytes = Buffer.alloc(100, 7);
    const headers = { authorization: `Bearer ${image.key}`, "content-type": "image/png" };
    const answer = await fetch(`${gate.url}${path}`, { method: "POST", headers, body: bytes });
    expect(await answer.json()).toEqual([[{ label: "file", score: 0.75 }]]);
    expect(calls(image)[0]).toMatchObject({ requestHash: requestHashOf(bytes), promptTokens: 256 });
    await gate.call(image.key, `/hf-inference${path}/pipeline/image-classification`, { inputs: "tokens" });
    expect(calls(image)[1]).toMatchObject({ promptTokens: 7, completionTokens: 0 });
    expect(await refusal(gate.call(image.key, "/v1/completions", { prompt: "x" }))).toMatchObject({
      code: "CALL_UNSUPPORTED",
    });
    const deep = `{"inputs":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const judge = await gate.open({ task: "text-classification" });
    const native = `/models/${judge.session.model.id}`;
    expect(
      await refusal(gate.call(judge.key, native, undefined, { method: "POST", body: deep })),
    ).toMatchObject({ code: "CALL_UNREADABLE" });
  });

  test("give vectors if they are made for them, in base64 as well", async () => {
    const { key, session } = await gate.open({ task: "sentence-embedding" });
    const body = { input: ["four", "sixsix"], encoding_format: "float" };
    const answer = await (await gate.call(key, "/v1/embeddings", body)).json();
    expect(answer).toMatchObject({
      data: [{ embedding: [4, 0.5] }, { index: 1, embedding: [6, 0.5] }],
      usage: { prompt_tokens: 2 },
      model: session.model.id,
    });
    const coded = (await (
      await gate.call(key, "/v1/embeddings", { input: "four", encoding_format: "base64" })
    ).json()) as { data: { embedding: string }[] };
    const floats = new Float32Array(
      new Uint8Array(Buffer.from(coded.data[0]?.embedding ?? "", "base64")).buffer,
    );
    expect([...floats]).toEqual([4, 0.5]);
    expect(await refusal(gate.call(open.key, "/v1/embeddings", { input: "x" }))).toMatchObject({
      status: 403,
      code: "CALL_NOT_ALLOWED",
    });
  });
});

describe("a call is refused", () => {
  const body = { prompt: "x", max_tokens: 1 };

  test.each([
    ["without a key", ""],
    ["with a key of nobody", `ph-${"a".repeat(43)}`],
    ["with something else", "sk-123"],
  ])("%s", async (_, key) => {
    const found = await refusal(gate.call(key, "/v1/completions", body));
    expect(found).toMatchObject({ status: 401, code: "SESSION_KEY_INVALID" });
  });

  test("with a key that was revoked, and with another model's", async () => {
    const other = await gate.open({ config: { another: true } });
    const wrong = { ...body, model: open.session.model.id };
    expect(await refusal(gate.call(other.key, "/v1/completions", wrong))).toMatchObject({
      status: 404,
      code: "MODEL_NOT_SERVED",
    });
    const hash = createHash("sha256").update(other.key).digest("hex");
    gate.context.sessions.store.removeKey(other.session.job, hash);
    expect(await refusal(gate.call(other.key, "/v1/completions", body))).toMatchObject({ status: 401 });
  });

  test("when the session's time is up, and when it was closed", async () => {
    const late = await gate.open({ seconds: 0 });
    expect(await refusal(gate.call(late.key, "/v1/completions", body))).toMatchObject({
      status: 403,
      code: "SESSION_EXPIRED",
    });
    const closed = await gate.open();
    closed.session.close();
    expect(await refusal(gate.call(closed.key, "/v1/completions", body))).toMatchObject({
      status: 403,
      code: "SESSION_CLOSED",
    });
  });

  test.each([
    ["an unknown parameter", { ...body, temprature: 1 }, "CALL_PARAMETER_UNKNOWN", /temprature/],
    [
      "an unknown option",
      { ...body, stream_options: { x: 1 } },
      "CALL_PARAMETER_UNKNOWN",
      /stream_options\.x/,
    ],
    ["no prompt", { max_tokens: 1 }, "CALL_INVALID", /prompt/],
    ["too hot", { ...body, temperature: 3 }, "CALL_INVALID", /temperature/],
    ["no object", [1], "CALL_INVALID", /object/],
    ["logprobs", { ...body, logprobs: 1 }, "CALL_NOT_ALLOWED", /logprobs/],
    ["half a surrogate pair", { prompt: "\ud800" }, "CALL_UNREADABLE", /surrogate/],
    ["more than the budget", { ...body, max_tokens: 900_000 }, "SESSION_SPENT", /900001/],
    ["what the engine refuses", { prompt: "refuse", max_tokens: 1 }, "WEIGHTS_INCOMPLETE", /room/],
    ["what it refuses by itself", { prompt: "refuse:ODD", max_tokens: 1 }, "ENGINE_REFUSED", /CONTEXT/],
  ])("with %s", async (_, wrong, code, message) => {
    const before = calls(open).length;
    const found = await refusal(gate.call(open.key, "/v1/completions", wrong));
    expect(found).toMatchObject({ code, message: expect.stringMatching(message) as unknown });
    expect(calls(open)).toHaveLength(before);
  });

  test.each([
    ["no JSON", "{", /not JSON/],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22]), /not UTF-8/],
    ["nested too deep", `{"prompt":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, /./],
  ])("with a body that is %s", async (_, bytes, message) => {
    const found = await refusal(
      gate.call(open.key, "/v1/completions", undefined, { method: "POST", body: bytes }),
    );
    expect(found).toMatchObject({ status: 400, message: expect.stringMatching(message) as unknown });
  });

  test.each([
    [{ ...body, temperature: 3 }, "temperature"],
    [{ ...body, temprature: 1 }, "temprature"],
    [{ prompt: "refuse", max_tokens: 1 }, "prompt"],
  ])("naming the field that is to blame", async (wrong, param) => {
    expect(await refusal(gate.call(open.key, "/v1/completions", wrong))).toMatchObject({ param });
  });

  test("with a prompt of 10 MB", async () => {
    const found = await refusal(gate.call(open.key, "/v1/completions", { prompt: "x".repeat(10_000_000) }));
    expect(found).toMatchObject({ status: 413, code: "CALL_TOO_LARGE" });
  });

  test("at an address that is none", async () => {
    expect(await refusal(gate.call(open.key, "/v1/nothing", {}))).toMatchObject({ code: "ROUTE_UNKNOWN" });
  });
});

describe("of an engine that misbehaves", () => {
  const ask = (prompt: string, more: object = {}) =>
    gate.call(open.key, "/v1/completions", { prompt, max_tokens: 8, ...more });

  test.each([
    ["tells lies about its tokens", "lie", /cannot be true/],
    ["answers no JSON", "garbage", /not JSON/],
    ["answers without end", "flood", /longer than/],
  ])("one that %s is not believed", async (_, prompt, message) => {
    const before = calls(open).length;
    expect(await refusal(ask(prompt))).toMatchObject({
      status: 502,
      code: "ENGINE_ANSWER_INVALID",
      message: expect.stringMatching(message) as unknown,
    });
    expect(calls(open)).toHaveLength(before);
  });

  test("one that hangs is not waited for", async () => {
    await using impatient = await startGate({ callSeconds: 1 });
    const { key } = await impatient.open();
    const call = (prompt: string) => impatient.call(key, "/v1/completions", { prompt, max_tokens: 1 });
    // While it loads, it is slow as well.
    await expect.poll(async () => (await call("begin")).status).toBe(200);
    expect(await refusal(call("hang"))).toMatchObject({ status: 504, code: "ENGINE_SLOW" });
  });

  test("one that dies is started again; calls under way hear of it, and the session is whole", async () => {
    const before = calls(open).length;
    expect(await refusal(ask("crash"))).toMatchObject({ status: 503, code: "ENGINE_RESTARTING" });
    expect((await ask("well again")).status).toBe(200);
    const text = await (await ask("break it", { stream: true })).text();
    expect(text).toMatch(/ break.*"code":"ENGINE_RESTARTING"/s);
    expect(text).not.toContain("[DONE]");
    expect((await ask("well again")).status).toBe(200);
    expect(calls(open)).toHaveLength(before + 2);
    expect(open.session.state()).toBe("open");
  });

  test("one that cannot be loaded ends the session", async () => {
    const broken = await gate.open({ config: { broken: true } });
    const code = async () => (await refusal(gate.call(broken.key, "/v1/completions", { prompt: "x" }))).code;
    // On a busy machine the first calls may be over before the engine was tried often enough.
    await expect.poll(code).not.toBe("ENGINE_SLOW");
    expect(gate.context.sessions.store.get(broken.session.job)).toMatchObject({
      state: "closing",
      reason: "ENGINE_BROKEN",
    });
    expect(await code()).toMatch(/^SESSION_CLOSED|ENGINE_BROKEN$/);
  });
});

test("a client that leaves in the middle pays for what was generated", async () => {
  const leaving = await gate.open();
  const gone = new AbortController();
  const body = { prompt: "slow:0.2 x", max_tokens: 200, stream: true };
  const response = await gate.call(leaving.key, "/v1/completions", body, { signal: gone.signal });
  const reader = response.body!.getReader();
  let text = "";
  while (!text.includes(" x")) text += Buffer.from((await reader.read()).value ?? []).toString();
  gone.abort();
  await expect.poll(() => calls(leaving).length).toBe(1);
  const [call] = calls(leaving);
  expect(call?.promptTokens).toBe(2);
  expect(call?.completionTokens).toBeGreaterThanOrEqual(2);
  expect(call?.completionTokens).toBeLessThan(100);
});

test("what is asked and answered is neither kept nor logged", async () => {
  const secret = "quetzalcoatlus";
  const words = `${secret} sings`;
  await gate.call(open.key, "/v1/completions", { prompt: words, max_tokens: 4 });
  await (await gate.call(open.key, "/v1/completions", { prompt: words, max_tokens: 4, stream: true })).text();
  await gate.call(open.key, "/v1/completions", { prompt: words, [secret.slice(0, 9)]: words });
  await gate.call(open.key, `/v1/completions`, { prompt: `refuse ${words}`, max_tokens: 1 });
  await gate.call(open.key, "/v1/chat/completions", { messages: [{ role: "user", content: words }], n: 99 });
  expect(gate.log()).not.toContain(secret);
  expect(gate.log()).not.toContain(open.key);
  const files = readdirSync(gate.folder, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const bytes = readFileSync(join(file.parentPath, file.name));
    expect(bytes.includes(secret), file.name).toBe(false);
    expect(bytes.includes(open.key), file.name).toBe(false);
  }
});

test("a thousand idle connections do not keep a call from its answer", async () => {
  const { port, hostname } = new URL(gate.url);
  const idle = Array.from({ length: 1_000 }, () => connect(Number(port), hostname));
  await Promise.all(idle.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
  try {
    expect((await gate.call(open.key, "/v1/completions", { prompt: "x", max_tokens: 1 })).status).toBe(200);
  } finally {
    for (const socket of idle) socket.destroy();
  }
});

test("pages of others may call it", async () => {
  const headers = {
    "access-control-request-headers": "authorization,x-stainless-os",
    origin: "https://app.example",
  };
  const answer = await fetch(`${gate.url}/v1/completions`, { method: "OPTIONS", headers });
  expect(answer.headers.get("access-control-allow-methods")).toContain("POST");
  expect(answer.headers.get("access-control-allow-headers")).toMatch(/authorization.*x-stainless-os/);
});
