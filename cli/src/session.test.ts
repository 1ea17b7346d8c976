import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requestHashOf, responseHashOf, transferDatatoken, type Client } from "@posthuman/sdk";
import { joinWorker, type TestWorker } from "@posthuman/sdk/testing/joinWorker";
import { publishRoot } from "@posthuman/sdk/testing/publishRoot";
import { serveSession, type SessionServer } from "@posthuman/sdk/testing/serveSession";
import { startMarket, type Market } from "@posthuman/sdk/testing/startMarket";
import { parseEther, Wallet } from "ethers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createProgram } from "./createProgram.ts";
import { sessionText } from "./jobs/session.ts";

let market: Market;
let bob: Client;
let worker: TestWorker;
let server: SessionServer;
let folder: string;

beforeAll(async () => {
  market = await startMarket();
  const alice = await market.join(parseEther("2000"));
  bob = await market.join();
  const model = await publishRoot(alice);
  worker = await joinWorker(market, alice);
  await transferDatatoken(alice, { token: model, to: bob.account!, amount: parseEther("10") });
  server = await serveSession(bob, worker.account, bob.account!);
  folder = mkdtempSync(join(tmpdir(), "posthuman-session-"));
  writeFileSync(join(folder, "addresses.json"), JSON.stringify(market.addresses));
  writeFileSync(join(folder, "bob.key"), (bob.signer as Wallet).privateKey, { mode: 0o600 });
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await market?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a command of Bob's in this process and returns what it prints. */
async function run(...args: string[]): Promise<string> {
  let printed = "";
  const out = vi
    .spyOn(process.stdout, "write")
    .mockImplementation((text) => (printed += String(text)) !== "");
  const err = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const wallet = ["--rpc", market.chain.url, "--addresses", join(folder, "addresses.json")];
  const own = ["--key-file", join(folder, "bob.key"), "--endpoint", server.url];
  try {
    await createProgram().parseAsync([...args, ...wallet, ...own], { from: "user" });
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
  return printed;
}

const json = async <T>(...args: string[]) => JSON.parse(await run(...args, "--json")) as T;

test("opens a session, looks after it, and checks what it cost", async () => {
  server.job = { state: "Leased" };
  const expires = Math.floor(Date.now() / 1000) + 3_600;
  server.session = { ...server.session, state: "open", expires };
  const plan = await json<{ terms: Record<string, string> }>("infer", "M1", "--tokens", "500", "--dry-run");
  expect(plan.terms["Session"]).toBe(
    "500 tokens within 3600 s; the worker gets the part of its fee that you use, the rest comes back",
  );
  const shell = await run("infer", "M1", "--hours", "2", "--max-fee", "4", "--yes");
  expect(shell).toMatch(
    /^export OPENAI_BASE_URL=.*\/v1\nexport OPENAI_API_KEY=ph-.*\nexport OPENAI_MODEL=M1\n#/,
  );
  expect(shell.split("\n").filter((line) => !/^(export|#|$)/.test(line))).toEqual([]);
  const job = /session show (0x\w{64})/.exec(shell)![1]!;
  const [manifest] = [...server.manifests.values()].slice(-1);
  expect(JSON.parse(manifest!)).toMatchObject({ session: { tokens: 10_000, seconds: 7_200 } });

  expect(await run("session", "show", job)).toMatch(/state +open\ntokens +1000 of 1000 left/);
  const { apiKey } = await json<{ apiKey: string }>("session", "key", job);
  const { keys } = await json<{ keys: string[] }>("session", "revoke", job, apiKey);
  expect(keys).toHaveLength(1);
  expect(await run("session", "close", job)).toMatch(/state +closing[^]*job watch/);

  await worker.lease(job);
  const usage = { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 };
  const response = { id: "cmpl-1", choices: [{ index: 0, text: "upon", finish_reason: "stop" }], usage };
  const hashes = { requestHash: requestHashOf({ prompt: "Once" }), responseHash: responseHashOf(response) };
  const resultRoot = server.post(job, [
    { n: 1, id: "cmpl-1", ...hashes, promptTokens: 2, completionTokens: 3 },
  ]);
  await worker.submit(job, { resultRoot, fee: parseEther("0.002") });
  const transcript = join(folder, "calls.jsonl");
  writeFileSync(transcript, `${JSON.stringify({ request: { prompt: "Once" }, response })}\n`);
  expect(await run("session", "verify", job, "--transcript", transcript)).toBe(
    [
      "The receipt matches what is on chain, and its sums are right.",
      "calls   1",
      "tokens  5 of 10000",
      "fee     0.002 OCEAN of at most 4 OCEAN",
      "yours   all 1 are in the receipt; the receipt has no other\n",
    ].join("\n"),
  );
  for (const wrong of ["{", '{"request":{}}']) {
    writeFileSync(transcript, wrong);
    await expect(run("session", "verify", job, "--transcript", transcript)).rejects.toThrow(/Line 1 of/);
  }
});

test("what a shell evaluates holds no command, whatever a model is called", () => {
  const modelName = "M'1$(touch spoilt)`touch spoilt`;touch spoilt\"";
  const session = { job: "0x", baseUrl: "http://127.0.0.1:1/v1", apiKey: "ph-a", modelName };
  const text = sessionText({ ...session, tokens: 10, used: 3, expires: 4_000_000_000 }, "causal-lm");
  expect(text).toContain("# 7 of 10 tokens are left, until 2096-10-02T07:06:40.000Z.");
  const script = `${text}\nprintf %s "$OPENAI_MODEL"; ls`;
  expect(execFileSync("sh", ["-c", script], { cwd: folder, encoding: "utf8" })).toBe(
    `${modelName}addresses.json\nbob.key\ncalls.jsonl\n`,
  );
});
