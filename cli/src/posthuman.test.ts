import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { getAddress, type Wallet } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startFamily, type Family } from "@posthuman/worker/testing/startFamily";
import type { TestNode } from "@posthuman/worker/testing/startNode";
import { algorithmTemplate } from "./algorithms/algorithmTemplate.ts";
import { runPosthuman } from "./testing/runPosthuman.ts";

const MAIN = join(import.meta.dirname, "main.ts");
const BOB_KEY = "bob.key";

let family: Family;
let node: TestNode;
let wallet: string[];

beforeAll(async () => {
  family = await startFamily();
  node = await family.startNode("w1", { config: { trustedAlgorithms: "any" } });
  wallet = ["--rpc", family.market.chain.url, "--addresses", join(family.folder, "addresses.json")];
  writeFileSync(join(family.folder, BOB_KEY), family.bobKey, { mode: 0o600 });
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  await family[Symbol.asyncDispose]();
});

const posthuman = (...args: string[]) => runPosthuman(args);

async function json<T>(...args: string[]): Promise<T> {
  const { stdout, stderr, code } = await posthuman(...args, ...wallet, "--json");
  expect([code, stderr]).toEqual([0, expect.anything()]);
  return JSON.parse(stdout) as T;
}

test("looks at models, lineage and balances", async () => {
  const { model, bob } = family;
  expect((await posthuman("model", "list", ...wallet)).stdout).toBe(`M1  ${model}\n`);
  expect(await json("model", "list")).toMatchObject([{ name: "M1", address: model }]);
  const { stdout } = await posthuman("lineage", model, ...wallet);
  expect(stdout).toMatch(/M1 .* 50\n\(tail\) .* 50\n/);
  const { tokens } = await json<{ tokens: object[] }>("balance", bob.account ?? "");
  expect(tokens).toMatchObject([{ name: "OCEAN" }, { name: "M1", amount: String(100n * 10n ** 18n) }]);
});

test("uses an account that the node has unlocked, and no other", async () => {
  const [unlocked = ""] = (await family.market.chain.provider.send("eth_accounts", [])) as string[];
  expect(await json("balance", "--account", unlocked)).toMatchObject({ account: getAddress(unlocked) });
  const other = await posthuman("balance", ...wallet, "--account", family.bob.account ?? "");
  expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining("ACCOUNT_LOCKED") as string });
});

test("lets a model write, and shows the job", async () => {
  const key = ["--key-file", join(family.folder, BOB_KEY)];
  const written = await json<{ job: string; text: string }>(
    ...["infer", family.model, "It goes", "--endpoint", node.url, "--max-fee", "0", "--yes", ...key],
  );
  expect(written.text).toBe("It goes on.");
  expect((await posthuman("job", "show", written.job, ...wallet, "--endpoint", node.url)).stdout).toContain(
    "Settled",
  );
  const to = join(family.folder, "results");
  const { files } = await json<{ files: string[] }>("job", "results", written.job, "--to", to, ...key);
  expect(files).toEqual([join(to, "output.json"), join(to, "receipt.json")]);
});

test("publishes an algorithm, which another's job then pays and runs", async () => {
  const { alice, model, folder } = family;
  const key = ["--key-file", join(folder, BOB_KEY)];
  writeFileSync(join(folder, "alice.key"), (alice.signer as Wallet).privateKey, { mode: 0o600 });
  const program = join(folder, "greeter");
  mkdirSync(program);
  for (const [name, text] of Object.entries(algorithmTemplate("greeter")))
    writeFileSync(join(program, name), text);
  const place = ["--endpoint", node.url, "--yes"];
  const published = await json<{ asset: string; sha256: string; transactions: string[] }>(
    ...["algorithm", "publish", program, "--price", "0.5", ...place, "--key-file", join(folder, "alice.key")],
  );
  expect(published.transactions).toHaveLength(2);
  const text = join(folder, "words.txt");
  writeFileSync(text, "Three short words.");
  const job = ["evaluate", model, text, "--max-fee", "0", "--wait", ...place, ...key];
  const bought = await posthuman(...job, "--algorithm", published.asset, "--param", "name=Bob", ...wallet);
  expect(bought.stderr).toMatch(/You pay .*M1/);
  expect(bought.stderr).toMatch(/0\.5005 OCEAN/);
  expect(bought.stdout).toMatch(/"text": "Hello, Bob!", "model": "tiny", "words": {"[0-9a-f]{16}\/0": 3}/);
  const inferred = ["infer", model, "--max-fee", "0", ...place, ...key];
  const own = await json<{ algorithm: string }>(...inferred, "--algorithm", program);
  expect(own.algorithm).toBe(published.sha256);
  const more = await json(
    ...["algorithm", "publish", program, "--asset", published.asset, ...place],
    ...["--key-file", join(folder, "alice.key")],
  );
  expect(more).toMatchObject({ asset: published.asset, sha256: published.sha256 });
});

test("has a model measured, and takes what another algorithm reports as it is", async () => {
  const key = ["--key-file", join(family.folder, BOB_KEY)];
  const [text, references] = ["mine.txt", "refs.json"].map((name) => join(family.folder, name)) as [
    string,
    string,
  ];
  writeFileSync(text, "A text of one's own.");
  writeFileSync(references, JSON.stringify([{ model: "BIG", value: 1, source: "a paper" }]));
  const to = join(family.folder, "evaluation");
  const told = await json<{ report: { rows: { model: string }[] }; page?: string }>(
    ...["evaluate", family.model, text, "--published", references, "--out", to, "--endpoint", node.url],
    ...["--max-fee", "0", "--yes", ...key],
  );
  expect(told.report.rows[0]?.model).toBe("M1");
  expect(told.page).toBeUndefined();
  expect(existsSync(join(to, "receipt.json"))).toBe(true);
});

test("asks for a benchmark only where a worker has it, and says which it has", async () => {
  const key = ["--key-file", join(family.folder, BOB_KEY), "--endpoint", node.url, "--yes", "--json"];
  const unknown = await posthuman("evaluate", family.model, "--benchmark", "arc_easy", ...wallet, ...key);
  expect(JSON.parse(unknown.stderr)).toMatchObject({
    code: "BENCHMARK_MISSING",
    args: { name: "arc_easy", known: "none" },
  });
  const nothing = await posthuman("evaluate", family.model, ...wallet, ...key);
  expect(JSON.parse(nothing.stderr)).toMatchObject({ code: "COMMAND_INVALID" });
  expect(JSON.parse((await posthuman("worker", "show", node.url, "--json")).stdout)).toMatchObject({
    worker: node.worker,
    benchmarks: [],
  });
});

test("says what is wrong, why, and what to do, and exits with 1", async () => {
  const key = join(family.folder, "exposed.key");
  writeFileSync(key, family.bobKey);
  chmodSync(key, 0o644);
  const exposed = await posthuman("balance", ...wallet, "--key-file", key);
  expect(exposed).toMatchObject({ code: 1, stdout: "" });
  expect(exposed.stderr).toMatch(/KEY_FILE_EXPOSED.*\n {2}Why: .*\n {2}Fix: .*chmod 600/);
  expect(exposed.stderr).not.toContain(family.bobKey);
  const unknown = await posthuman("lineage", family.market.ocean, ...wallet, "--json");
  expect(unknown.code).toBe(1);
  expect(JSON.parse(unknown.stderr)).toMatchObject({ code: "MODEL_UNKNOWN" });
  const silent = await posthuman("model", "list", ...wallet, "--rpc", "http://127.0.0.1:9");
  expect(silent).toMatchObject({ code: 1, stderr: expect.stringContaining("RPC_UNREACHABLE") as string });
  expect((await posthuman("model", "lst")).code).toBe(1);
});

test("examines a worker and names what is missing", async () => {
  const keyFile = join(family.folder, "new.key");
  writeFileSync(keyFile, "11".repeat(32), { mode: 0o600 });
  const options = ["--data-folder", join(family.folder, "new"), "--key-file", keyFile, ...wallet, "--json"];
  const { code, stdout } = await posthuman("worker", "doctor", ...options);
  const findings = JSON.parse(stdout) as { what: string; ok: boolean; fix: string }[];
  expect(code).toBe(1);
  const missing = findings.filter(({ ok }) => !ok).map(({ what }) => what);
  expect(missing).toEqual(["coin", "stake", "authorisation"]);
  for (const { ok, fix } of findings) if (!ok) expect(fix).not.toBe("");
  expect(findings.find(({ what }) => what === "serving")).toMatchObject({ ok: true });
});

test("runs a worker that stops when it is told to", async () => {
  const config = join(family.folder, "worker.json");
  const keyFile = join(family.folder, "second.key");
  writeFileSync(keyFile, "22".repeat(32), { mode: 0o600 });
  const settings = {
    addresses: "addresses.json",
    rpcUrl: family.market.chain.url,
    key: { file: "second.key" },
  };
  writeFileSync(config, JSON.stringify({ ...settings, dataFolder: "second", python: "/usr/bin/python3" }));
  const child = spawn(process.execPath, [MAIN, "worker", "start", "--config", config]);
  let logged = "";
  child.stderr.on("data", (chunk) => (logged += String(chunk)));
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const { event, url } = JSON.parse(line) as { event: string; url: string };
  expect(event).toBe("ready");
  expect((await fetch(`${url}/health`)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(logged).toContain("Stopped.");
  expect(logged).not.toContain("22".repeat(32));
  const wrong = await posthuman("worker", "start", "--config", config, "--rpc", "nonsense");
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining("rpcUrl") as string });
});
