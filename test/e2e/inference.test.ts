import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { InferenceClient } from "@huggingface/inference";
import {
  balanceOf,
  closeSession,
  followJob,
  queryEvents,
  resultOf,
  revokeSessionKey,
  showSession,
  verifySession,
  type Client,
  type OpenedSession,
  type TranscriptEntry,
} from "@posthuman/sdk";
import { engineUnderTest } from "@posthuman/worker/testing/fixtures";
import { embedMany, generateText, streamText } from "ai";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWorker, type RunningWorker } from "../../scripts/stack/startWorker.ts";
import { connectIdly } from "./support/connectIdly.ts";
import { enginesOf } from "./support/enginesOf.ts";
import { filesWith } from "./support/filesWith.ts";
import { recordCalls } from "./support/recordCalls.ts";
import { FEE, startInference, type InferenceMarket, type ModelName } from "./support/startInference.ts";

const MAIN = join(import.meta.dirname, "../../cli/src/main.ts");
const CLIENTS = join(import.meta.dirname, "clients");
/** In every prompt here, and nowhere else. */
const MARK = "quagga-4711";
const PROMPT = `Tell of the ${MARK}`;
const messages = [{ role: "user" as const, content: PROMPT }];
const CHAT = "/v1/chat/completions";
const EMBEDDINGS = "/v1/embeddings";
/** The first bytes of a picture. */
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const short = { max_tokens: 6, temperature: 0 };

let market: InferenceMarket;
let sessions: Record<ModelName, OpenedSession>;
let owners: Record<ModelName, Client>;
let restarted: RunningWorker | undefined;
/** Calls of the writer's session, and what was answered. */
const transcript: TranscriptEntry[] = [];
const answers: string[] = [];

beforeAll(async () => {
  market = await startInference({ serving: engineUnderTest("transformers") });
  const { bob, carol, dave, erin } = market.people;
  owners = { writer: bob.client, talker: carol.client, embedder: dave.client, judge: erin.client };
  const opened = await Promise.all(
    (Object.keys(owners) as ModelName[]).map(async (name) => [name, await market.open(owners[name], name)]),
  );
  sessions = Object.fromEntries(opened) as Record<ModelName, OpenedSession>;
}, 600_000);

afterAll(async () => {
  await restarted?.kill();
  await market?.[Symbol.asyncDispose]();
});

const endpoint = () => market.custodianWorker.url;
const nativeUrl = (name: ModelName) => `${endpoint()}/models/${market.models[name]}`;
const openai = ({ baseUrl, apiKey }: OpenedSession) =>
  new OpenAI({ baseURL: baseUrl, apiKey, maxRetries: 0, fetch: recordCalls(transcript) });

/** Sends a body as it is. */
function send(
  body: string | Uint8Array<ArrayBuffer>,
  { path = "/v1/completions", session = sessions.writer, type = "application/json" } = {},
) {
  const headers = { authorization: `Bearer ${session.apiKey}`, "content-type": type };
  return fetch(`${endpoint()}${path}`, { method: "POST", headers, body });
}

const ask = (changes: object = {}, session = sessions.writer) =>
  send(JSON.stringify({ model: session.modelName, prompt: PROMPT, ...short, ...changes }), { session });

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of stream) all.push(one);
  return all;
}

async function used(name: ModelName): Promise<number> {
  const { job } = sessions[name];
  return (await showSession(owners[name], { endpoint: endpoint(), job })).used;
}

describe("clients of others work as they come", () => {
  it("npm openai", async () => {
    const writer = openai(sessions.writer);
    const { modelName: model } = sessions.writer;
    expect((await writer.models.list()).data.map(({ id }) => id)).toEqual([model]);
    const first = await writer.completions.create({ model, prompt: PROMPT, ...short });
    const again = await writer.completions.create({ model: "writer", prompt: PROMPT, ...short });
    expect(again.choices[0]!.text).toBe(first.choices[0]!.text);
    expect(first.usage).toMatchObject({ completion_tokens: 6 });
    answers.push(first.choices[0]!.text);
    const stream = await writer.completions.create({
      model,
      prompt: PROMPT,
      ...short,
      stream: true as const,
      stream_options: { include_usage: true },
    });
    const chunks = await collect(stream);
    expect(chunks.map(({ choices }) => choices[0]?.text ?? "").join("")).toBe(first.choices[0]!.text);
    expect(chunks.at(-1)!.usage).toEqual(first.usage);
    const { text } = first.choices[0]!;
    const stop = text.slice(2, 4);
    const wish = { ...short, max_tokens: 24, stop, n: 2 };
    const cut = await writer.completions.create({ model, prompt: PROMPT, ...wish });
    expect(cut.choices.map(({ finish_reason }) => finish_reason)).toEqual(["stop", "stop"]);
    expect(cut.choices[0]!.text).toBe(text.slice(0, text.indexOf(stop)));

    const talker = new OpenAI({ baseURL: sessions.talker.baseUrl, apiKey: sessions.talker.apiKey });
    const chat = await talker.chat.completions.create({ model: "talker", messages, seed: 5, ...short });
    expect(chat.choices[0]!.message).toMatchObject({ role: "assistant" });
    const deltas = await collect(
      await talker.chat.completions.create({ model: "talker", messages, seed: 5, ...short, stream: true }),
    );
    expect(deltas.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe(
      chat.choices[0]!.message.content,
    );
    await expect(
      writer.completions.create({ model, prompt: PROMPT, colour: "red" } as never),
    ).rejects.toMatchObject({ status: 400, code: "CALL_PARAMETER_UNKNOWN", param: "colour" });
  });

  it("npm @huggingface/inference", async () => {
    const client = (name: ModelName) =>
      new InferenceClient(sessions[name].apiKey, { endpointUrl: nativeUrl(name) });
    const chat = await client("talker").chatCompletion({ messages, max_tokens: 6 });
    expect(chat.usage.completion_tokens).toBeGreaterThan(0);
    const written = await client("writer").textGeneration({
      inputs: PROMPT,
      parameters: { max_new_tokens: 6 },
    });
    expect(written.generated_text).toBeTypeOf("string");
  });

  it("the AI SDK", async () => {
    const provider = (name: ModelName) =>
      createOpenAICompatible({
        name: "posthuman",
        baseURL: sessions[name].baseUrl,
        apiKey: sessions[name].apiKey,
        includeUsage: true,
      });
    const asked = {
      model: provider("talker").chatModel("talker"),
      prompt: PROMPT,
      maxOutputTokens: 6,
      maxRetries: 0,
    };
    expect((await generateText(asked)).usage.outputTokens).toBeGreaterThan(0);
    expect((await streamText(asked).usage).outputTokens).toBeGreaterThan(0);
    const writer = provider("writer").completionModel("writer");
    expect((await generateText({ model: writer, prompt: PROMPT, maxOutputTokens: 6 })).text).toBeTypeOf(
      "string",
    );
  });

  it("PyPI openai, huggingface_hub and langchain-openai", async () => {
    const told = Object.fromEntries(
      Object.entries(sessions).map(([name, session]) => [
        name,
        { ...session, modelName: name, modelUrl: nativeUrl(name as ModelName) },
      ]),
    );
    const asking = promisify(execFile)(join(CLIENTS, ".venv/bin/python"), [join(CLIENTS, "ask.py")]);
    asking.child.stdin!.end(JSON.stringify(told));
    const usage = { completion_tokens: 6, prompt_tokens: expect.any(Number) as number };
    expect(JSON.parse((await asking).stdout)).toMatchObject({
      openai: {
        models: [market.models.writer],
        same: true,
        streamed: true,
        usage,
        streamedUsage: usage,
        choices: 2,
        errors: {
          key: ["AuthenticationError", 401, "SESSION_KEY_INVALID", null],
          parameter: ["BadRequestError", 400, "CALL_PARAMETER_UNKNOWN", "colour"],
          model: ["NotFoundError", 404, "MODEL_NOT_SERVED", null],
        },
      },
      huggingface: { text: expect.any(String) as string },
      langchain: { usage: { output_tokens: expect.any(Number) as number } },
      others: { dimensions: [32, 32], vectors: [32, 32], labels: ["bad", "good"], features: 32 },
    });
  });

  it("with models of other tasks", async () => {
    const { embedder, judge } = sessions;
    const { data } = await new OpenAI({
      baseURL: embedder.baseUrl,
      apiKey: embedder.apiKey,
    }).embeddings.create({ model: "embedder", input: [PROMPT, "another"] });
    expect(data.map(({ embedding }) => embedding.length)).toEqual([32, 32]);
    const { baseUrl: baseURL, apiKey } = embedder;
    const provider = createOpenAICompatible({ name: "posthuman", baseURL, apiKey });
    const model = provider.embeddingModel("embedder");
    const { embeddings } = await embedMany({ model, values: [PROMPT, "another"] });
    expect(embeddings.map(({ length }) => length)).toEqual([32, 32]);
    const native = (name: "embedder" | "judge") =>
      new InferenceClient({ embedder, judge }[name].apiKey, { endpointUrl: nativeUrl(name) });
    const labels = await native("judge").textClassification({ inputs: PROMPT });
    expect(labels.map(({ label }) => label).sort()).toEqual(["bad", "good"]);
    const features = await native("embedder").featureExtraction({ inputs: PROMPT });
    expect([features].flat(3)).toHaveLength(32);
  });

  it("a shell that evaluates what posthuman infer prints", async () => {
    const { client, wallet } = market.people.bob;
    const key = join(market.stack.folder, "bob.key");
    await writeFile(key, wallet.privateKey, { mode: 0o600 });
    const { rpcUrl, addressesFile } = market.stack;
    const options = `--rpc ${rpcUrl} --addresses ${addressesFile} --key-file ${key}`;
    const infer = `${process.execPath} ${MAIN} infer writer --tokens 200 --seconds 60 --yes ${options}`;
    const script = `opened="$(${infer})" && eval "$opened" && echo "$opened" | sed -n 's/^# python3/python3/p' | sh`;
    const env = {
      ...process.env,
      PATH: `${join(CLIENTS, ".venv/bin")}:${dirname(process.execPath)}:/usr/bin:/bin`,
    };
    const { stdout, stderr } = await promisify(execFile)("sh", ["-c", script], { env });
    expect(stdout.length).toBeGreaterThan(1);
    expect(stderr).toContain("Open a session of writer");
    const jobs = client.contracts.market.filters.JobRequested();
    const last = (await queryEvents(client, client.contracts.market, jobs)).at(-1)!.args.id;
    const shown = await closeSession(client, { endpoint: endpoint(), job: last });
    expect(shown).toMatchObject({ calls: 1, tokens: 200 });
  });
});

/** Status and code of an answer, which must be an error in OpenAI's shape. */
async function refusal(response: Response): Promise<string> {
  const { error } = (await response.json()) as { error: Record<string, string> };
  expect(Object.keys(error).sort()).toEqual(["code", "fix", "message", "param", "type"]);
  expect(JSON.stringify(error)).not.toContain(MARK);
  return `${response.status} ${error["code"]}`;
}

/** Asks until the engine is there again. */
async function askUntilAnswered(session = sessions.writer): Promise<void> {
  for (let status = 503; status === 503; await sleep(300)) {
    // Clients lose their patience with an engine that takes minutes to load.
    ({ status } = await ask({}, session).catch(() => ({ status: 503 })));
    expect([200, 503]).toContain(status);
  }
}

describe("what is wrong is said, and costs nothing", () => {
  const json = (changes: object) => () => ask(changes);
  it.each([
    [
      "a wrong key",
      "401 SESSION_KEY_INVALID",
      () => ask({}, { ...sessions.writer, apiKey: `ph-${"0".repeat(43)}` }),
    ],
    ["no key", "401 SESSION_KEY_INVALID", () => fetch(`${endpoint()}/v1/models`)],
    ["another model's key", "404 MODEL_NOT_SERVED", () => ask({ model: market.models.talker })],
    ["a context that is too long", "400 CONTEXT_TOO_LONG", json({ prompt: MARK.repeat(100) })],
    ["an unknown parameter", "400 CALL_PARAMETER_UNKNOWN", json({ best_before: 3 })],
    ["a wrong value", "400 CALL_INVALID", json({ temperature: "hot" })],
    ["log probabilities that the owner keeps", "403 CALL_NOT_ALLOWED", json({ logprobs: 2 })],
    ["invalid JSON", "400 CALL_UNREADABLE", () => send("{")],
    ["what is not UTF-8", "400 CALL_UNREADABLE", () => send(Uint8Array.of(0x22, 0xff, 0xfe, 0x22))],
    ["an image as text", "400 CALL_UNREADABLE", () => send(PNG, { type: "image/png" })],
    ["a prompt of 10 MB", "413 CALL_TOO_LARGE", json({ prompt: MARK.repeat(900_000) })],
    [
      "a chat without a template",
      "400 CHAT_TEMPLATE_MISSING",
      () => send(JSON.stringify({ messages }), { path: CHAT }),
    ],
    [
      "embeddings that the owner keeps",
      "403 CALL_NOT_ALLOWED",
      () => send(`{"input":"${MARK}"}`, { path: EMBEDDINGS }),
    ],
    ["text for what classifies", "404 CALL_UNSUPPORTED", () => ask({}, sessions.judge)],
    ["an unknown route", "404 ROUTE_UNKNOWN", () => send("{}", { path: "/v1/images" })],
  ])("%s", async (_, expected, asking) => {
    const before = await used("writer");
    expect(await refusal(await asking())).toBe(expected);
    expect(await used("writer")).toBe(before);
  });

  it("a revoked key, a session of another, a spent and an expired one", async () => {
    const { client, address: account } = market.people.dave;
    const ocean = client.addresses.ocean.Token;
    const holds = () =>
      Promise.all([ocean, market.models.writer].map((token) => balanceOf(client, { token, account })));
    const before = await holds();
    const brief = await market.open(client, "writer");
    await expect(showSession(owners.writer, { endpoint: endpoint(), job: brief.job })).rejects.toThrow(
      /has no access to/,
    );
    const small = await market.open(client, "writer", { tokens: 60 });
    await revokeSessionKey(client, { endpoint: endpoint(), job: brief.job, key: brief.apiKey });
    expect(await refusal(await ask({}, brief))).toBe("401 SESSION_KEY_INVALID");
    const late = await market.open(client, "writer", { seconds: 5 });
    await sleep(late.expires * 1_000 + 500 - Date.now());
    expect(await refusal(await ask({}, late))).toBe("403 SESSION_EXPIRED");
    let answer = await ask({}, small);
    while (answer.ok) answer = await ask({}, small);
    const spent = (await answer.clone().json()) as { error: { message: string } };
    expect(spent.error.message).toContain("posthuman infer");
    expect(await refusal(answer)).toBe("402 SESSION_SPENT");
    for (const { job } of [brief, small]) await closeSession(client, { endpoint: endpoint(), job });
    for (const { job } of [brief, small, late]) {
      for await (const update of followJob(client, job, { pollMs: 200 })) expect(update.type).toBe("state");
    }
    // What was not used at all is refunded wholly; the small one paid for what it used.
    const { fee } = await resultOf(client, small.job);
    expect(fee).toBeLessThanOrEqual(FEE);
    const [oceanBefore, tokensBefore] = before as [bigint, bigint];
    expect(await holds()).toEqual([oceanBefore - fee, tokensBefore - 10n ** 18n]);
  });
});

describe("a session outlives", () => {
  it("several people and sessions at once, and a thousand idle connections", async () => {
    const { port } = new URL(endpoint());
    const idle = await Promise.all(Array.from({ length: 1_000 }, () => connectIdly(Number(port))));
    const own = { ...sessions.writer };
    const other = await market.open(market.people.carol.client, "writer");
    const asked = await Promise.all(Array.from({ length: 12 }, (_, i) => ask({}, i % 2 === 0 ? own : other)));
    const ids = await Promise.all(asked.map(async (answer) => ((await answer.json()) as { id: string }).id));
    expect(asked.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
    expect(new Set(ids).size).toBe(12);
    asked.forEach(({ headers }, i) => {
      expect(headers.get("x-posthuman-session")).toBe(i % 2 === 0 ? own.job : other.job);
    });
    const shown = await showSession(market.people.carol.client, { endpoint: endpoint(), job: other.job });
    expect(shown.calls).toBe(6);
    for (const socket of idle) socket.destroy();
  });

  it("a client that goes in the middle of a stream", async () => {
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${sessions.writer.apiKey}`, "content-type": "application/json" };
    const body = JSON.stringify({ prompt: PROMPT, max_tokens: 200, stream: true });
    const init = { method: "POST", headers, body, signal: leaving.signal };
    const { body: stream } = await fetch(`${sessions.writer.baseUrl}/completions`, init);
    await stream!.getReader().read();
    leaving.abort();
    await askUntilAnswered();
  });

  it("its engine's crash in the middle of a stream, which the client hears of", async () => {
    let heard: string;
    // Where this process was too slow for the stream's middle, it tries again.
    do {
      heard = "";
      const { body } = await ask({ max_tokens: 200, stream: true });
      for await (const piece of body!.pipeThrough(new TextDecoderStream())) {
        if (heard === "") for (const pid of enginesOf(market.workerFolder)) process.kill(pid, "SIGKILL");
        heard += piece;
      }
      await askUntilAnswered();
    } while (heard.includes("[DONE]"));
    expect(heard).toContain("ENGINE_RESTARTING");
  });

  it("its worker, which is killed and started again, and is paid for once by what was used", async () => {
    const { client } = market.people.bob;
    const { job } = sessions.writer;
    await market.custodianWorker.kill();
    restarted = await startWorker(market.workerFolder, market.custodianWorker.settings);
    await askUntilAnswered();
    const writer = openai(sessions.writer);
    await writer.completions.create({ model: "writer", prompt: PROMPT, ...short });
    const closed = await closeSession(client, { endpoint: endpoint(), job });
    const states: string[] = [];
    for await (const update of followJob(client, job, { pollMs: 200 }))
      if (update.type === "state") states.push(update.state);
    expect(states).toEqual(["Requested", "Leased", "Submitted", "Settled"]);
    const verified = await verifySession(client, { endpoint: endpoint(), job, transcript });
    expect(verified).toMatchObject({ matched: transcript.length, used: closed.used, tokens: 5_000 });
    expect(transcript.length).toBeGreaterThan(4);
    expect(verified.fee).toBe((FEE * BigInt(closed.used) + 4_999n) / 5_000n);
    const changed = transcript.with(0, { ...transcript[0]!, request: { prompt: "Another" } });
    await expect(
      verifySession(client, { endpoint: endpoint(), job, transcript: changed }),
    ).rejects.toMatchObject({ code: "CALL_NOT_IN_RECEIPT" });
  });

  it("what was asked and answered, of which nothing is kept", async () => {
    const kept = answers.filter((text) => Buffer.byteLength(text) >= 8);
    expect(await filesWith(market.workerFolder, [MARK, ...kept])).toEqual([]);
  });
});
