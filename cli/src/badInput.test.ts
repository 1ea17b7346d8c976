import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { encryptKeystoreJson, parseEther, Wallet } from "ethers";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { offerDatatokens, PosthumanError, type Client } from "@posthuman/sdk";
import { joinWorker } from "@posthuman/sdk/testing/joinWorker";
import { publishRoot } from "@posthuman/sdk/testing/publishRoot";
import { serveHttp } from "@posthuman/sdk/testing/serveHttp";
import { startMarket, type Market } from "@posthuman/sdk/testing/startMarket";
import { createProgram } from "./createProgram.ts";
import { runPosthuman } from "./testing/runPosthuman.ts";

const PASSWORD = "correct horse";
const UNKNOWN = "0x000000000000000000000000000000000000dEaD";
const JOB = `0x${"12".repeat(32)}`;

/** What sends, with arguments that would do but for what each test spoils. */
const commands: Record<string, string[]> = {
  buy: ["buy", "M1"],
  sell: ["sell", "M1", "1", "--price", "1"],
  stake: ["stake", "M1", "4", "--datatokens", "2"],
  unstake: ["unstake", "M1"],
  "offer withdraw": ["offer", "withdraw", "1"],
  transfer: ["transfer", "M1", "1", UNKNOWN],
  train: ["train", "M1", "--dataset", "text.txt", "--name", "M2"],
  infer: ["infer", "M1", "It goes"],
  evaluate: ["evaluate", "M1", "text.txt"],
  pay: ["pay", "M1", "1"],
  "settle income": ["settle", "income", "M1"],
  "settle job": ["settle", "job", JOB],
  "job cancel": ["job", "cancel", JOB],
  claim: ["claim", "OCEAN"],
  "model publish": ["model", "publish", "M9", "--weights-root", JOB, "--evaluation", "text.txt"],
  "model transfer": ["model", "transfer", "M1", UNKNOWN],
  "worker stake": ["worker", "stake", UNKNOWN, "1"],
  "worker authorise": ["worker", "authorise", UNKNOWN],
  "worker unstake": ["worker", "unstake", "1"],
  "worker withdraw": ["worker", "withdraw"],
};

let market: Market;
let alice: Client;
let folder: string;
let poor: Wallet;
let authorised: string;
let nonces: () => Promise<number[]>;

beforeAll(async () => {
  market = await startMarket();
  alice = await market.join(parseEther("2000"));
  const model = await publishRoot(alice);
  authorised = (await joinWorker(market, alice)).account;
  const sale = { token: model, amount: parseEther("5"), payToken: market.ocean, price: parseEther("2") };
  await offerDatatokens(alice, sale);
  folder = mkdtempSync(join(tmpdir(), "posthuman-bad-"));
  poor = new Wallet(Wallet.createRandom().privateKey);
  const json = await encryptKeystoreJson(poor, PASSWORD, { scrypt: { N: 2 ** 12 } });
  const { addresses } = market;
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 });
  write("addresses.json", JSON.stringify(addresses));
  write("elsewhere.json", JSON.stringify({ ...addresses, chainId: 11_155_111 }));
  write("poor.json", json);
  write("empty.txt", "");
  write("text.txt", "Some text to learn from.");
  write("alice.key", (alice.signer as Wallet).privateKey);
  nonces = () =>
    Promise.all([poor.address, alice.account!].map((who) => market.chain.provider.getTransactionCount(who)));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await market?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Makes sure that nothing is sent meanwhile. */
async function sendingNothing<T>(run: () => Promise<T>): Promise<T> {
  const before = await nonces();
  const result = await run();
  expect(await nonces()).toEqual(before);
  return result;
}

/** Runs a command in a process of its own: one message, exit code 1, nothing sent. */
async function refused(args: string[], env: Record<string, string> = {}) {
  const options = { cwd: folder, env: { POSTHUMAN_RPC_URL: market.chain.url, ...env } };
  const { code, stdout, stderr } = await sendingNothing(() =>
    runPosthuman([...args, "--yes", "--json"], options),
  );
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stderr).not.toContain(PASSWORD);
  expect(stderr).not.toContain(poor.privateKey.slice(2));
  const said = JSON.parse(stderr) as { code: string; fix: string; try?: string };
  expect(said.fix.length).toBeGreaterThan(10);
  return said;
}

/** Runs a command in this process, which takes a tenth of the time, and returns the code of its refusal. */
function codeOf(
  args: string[],
  { word = PASSWORD, addresses = "addresses.json", rpc = market.chain.url } = {},
) {
  vi.stubEnv("POSTHUMAN_KEYSTORE_PASSWORD", word);
  const files = args.map((one) =>
    /^(text|empty|poor|alice|missing)\.\w+$/.test(one) ? join(folder, one) : one,
  );
  const chain = ["--rpc", rpc, "--addresses", join(folder, addresses), "--yes", "--json"];
  return sendingNothing(() =>
    createProgram()
      .parseAsync([...files, ...chain], { from: "user" })
      .then(
        () => "nothing was refused",
        (error: unknown) => (PosthumanError.is(error) ? error.code : String(error)),
      ),
  );
}

const asPoor = ["--keystore", "poor.json"];
const asAlice = ["--key-file", "alice.key"];

test("says what to do, once, and exits with 1", async () => {
  const password = { POSTHUMAN_KEYSTORE_PASSWORD: PASSWORD };
  const wrong = { POSTHUMAN_KEYSTORE_PASSWORD: "wrong" };
  const buy = ["buy", "M1", ...asPoor];
  expect(await refused(["buy", "M1"])).toMatchObject({
    code: "ACCOUNT_MISSING",
    try: "posthuman account create",
  });
  expect(await refused(buy, wrong)).toMatchObject({ code: "KEYSTORE_PASSWORD_WRONG" });
  expect(await refused([...buy, "--addresses", "elsewhere.json"], password)).toMatchObject({
    code: "CHAIN_MISMATCH",
  });
  expect(await refused([...buy, "--rpc", "http://127.0.0.1:9"], password)).toMatchObject({
    code: "RPC_UNREACHABLE",
  });
  expect(await refused(buy, password)).toMatchObject({ code: "TOKEN_BALANCE_TOO_LOW" });
  expect(await refused(["buy", "M7", ...asAlice])).toMatchObject({ code: "MODEL_UNKNOWN" });
  expect(await refused(["buy", "M1", "two", ...asAlice])).toMatchObject({ code: "AMOUNT_INVALID" });
  expect(await refused(["buy"])).toMatchObject({ code: "COMMAND_INVALID" });
  expect(await refused(["buy", "M1", "1", "2"])).toMatchObject({
    code: "COMMAND_INVALID",
    message: expect.stringContaining("too many arguments for 'buy'") as string,
  });
});

test("ends quietly when its reader is gone or its prompt is left", async () => {
  const main = join(import.meta.dirname, "main.ts");
  const command = `exec ${process.execPath} ${main} account show --json --keystore ${join(folder, "poor.json")}`;
  const reader = spawn("sh", ["-c", command], { stdio: ["ignore", "pipe", "pipe"] });
  reader.stdout.destroy();
  const said = text(reader.stderr);
  expect(await once(reader, "exit")).toEqual([0, null]);
  expect(await said).toBe("");
  const terminal = await promisify(execFile)("python3", ["-c", CTRL_C, process.execPath, main], {
    cwd: folder,
    env: { ...process.env, POSTHUMAN_RPC_URL: market.chain.url, POSTHUMAN_KEYSTORE: "poor.json" },
  });
  expect(terminal.stdout).toMatch(/^130 b'Password of poor.json: [\\rn]*'\n$/);
});

/** Runs a command at a terminal of its own, presses Ctrl-C at the first question, and prints the exit code. */
const CTRL_C = `
import os, pty, sys
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], [*sys.argv[1:], "buy", "M1"])
said = b""
while b": " not in said:
    said += os.read(terminal, 1024)
os.write(terminal, b"\\x03")
try:
    while more := os.read(terminal, 1024):
        said += more
except OSError:
    pass
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said)
`;

describe.each(Object.entries(commands))("%s", (_name, args) => {
  test("refuses without a key, with a wrong password, on another network, without a chain", async () => {
    expect(await codeOf(args)).toBe("ACCOUNT_MISSING");
    expect(await codeOf([...args, ...asPoor], { word: "wrong" })).toBe("KEYSTORE_PASSWORD_WRONG");
    expect(await codeOf([...args, ...asPoor], { addresses: "elsewhere.json" })).toBe("CHAIN_MISMATCH");
    expect(await codeOf([...args, ...asPoor], { rpc: "http://127.0.0.1:9" })).toBe("RPC_UNREACHABLE");
  });

  test("refuses an empty account", async () => {
    expect([
      ...["COIN_MISSING", "TOKEN_BALANCE_TOO_LOW", "NOT_ENOUGH_DATATOKENS", "NOTHING_TO_MOVE"],
      ...["STAKE_NOTHING_TO_MOVE", "WORKER_STAKE_TOO_SMALL", "TITLE_NOT_YOURS", "NOT_SELLER"],
      ...["JOB_NOT_ON_CHAIN", "WORKER_MISSING", "POOL_MISSING"],
    ]).toContain(await codeOf([...args, ...asPoor]));
  });
});

describe("what was typed wrong", () => {
  const cases: [string, string[], string][] = [
    ["an amount", ["buy", "M1", "two"], "AMOUNT_INVALID"],
    ["a negative amount", ["buy", "M1", "-1"], "AMOUNT_INVALID"],
    ["an amount with an exponent", ["pay", "M1", "1e3"], "AMOUNT_INVALID"],
    ["too many decimals", ["sell", "M1", "1", "--price", "0.1234567890123456789"], "AMOUNT_INVALID"],
    ["a count", ["train", "M1", "--dataset", "text.txt", "--steps", "many"], "NUMBER_INVALID"],
    ["a time", ["infer", "M1", "It", "--hours", "0"], "NUMBER_INVALID"],
    ["an offer", ["offer", "withdraw", "first"], "NUMBER_INVALID"],
    ["an unknown offer", ["offer", "withdraw", "77"], "OFFER_UNKNOWN"],
    ["a slippage", ["buy", "M1", "--slippage", "all"], "NUMBER_INVALID"],
    ["a part", ["unstake", "M1", "half"], "NUMBER_INVALID"],
    ["a pool that nobody opened", ["unstake", "M1"], "POOL_MISSING"],
    ["a sale that nobody takes", ["sell", "M1", "1"], "NOBODY_BUYS"],
    ["a fee", ["infer", "M1", "It", "--max-fee", "low"], "AMOUNT_INVALID"],
    ["a file", ["train", "M1", "--dataset", "missing.txt"], "FILE_UNREADABLE"],
    ["a parameter", ["train", "M1", "--dataset", "text.txt", "--param", "fast"], "COMMAND_INVALID"],
    ["a receiver", ["transfer", "M1", "1", "0x12"], "ADDRESS_INVALID"],
    ["a worker", ["worker", "authorise", "bob"], "ADDRESS_INVALID"],
    ["a name", ["buy", "M7"], "MODEL_UNKNOWN"],
    ["an address of no model", ["pay", UNKNOWN, "1"], "MODEL_UNKNOWN"],
    ["half an address", ["model", "transfer", "0x12", UNKNOWN], "ADDRESS_INVALID"],
    ["a token", ["pay", "M1", "1", "--token", UNKNOWN], "CONTRACT_REFUSED"],
    ["a job", ["job", "cancel", JOB], "JOB_NOT_ON_CHAIN"],
    ["more than there is", ["buy", "M1", "99"], "NOTHING_FOR_SALE"],
    ["a trust class", [...commands["model publish"]!, "--trust", "full"], "COMMAND_INVALID"],
    [
      "a weights root",
      ["model", "publish", "M9", "--weights-root", "12", "--evaluation", JOB],
      "COMMAND_INVALID",
    ],
    ["an empty evaluation set", [...commands["model publish"]!.slice(0, -1), "empty.txt"], "DATASET_EMPTY"],
    ["nothing to buy", ["buy", "M1", "0"], "OFFER_AMOUNT_ZERO"],
    ["more than all", ["unstake", "M1", "101"], "NUMBER_INVALID"],
    ["a job's id", ["job", "cancel", "abc"], "ARGUMENT_INVALID"],
    ["a folder in place of a file", ["train", "M1", "--dataset", "."], "FILE_UNREADABLE"],
    ["a session with a context", ["infer", "M1", "--context", "It"], "COMMAND_INVALID"],
    ["an answer with a budget", ["infer", "M1", "It", "--tokens", "5"], "COMMAND_INVALID"],
    ["a child without a name", ["train", "M1", "--dataset", "text.txt", "--name", ""], "COMMAND_INVALID"],
    [
      "references that are none",
      ["evaluate", "M1", "text.txt", "--published", "text.txt"],
      "COMMAND_INVALID",
    ],
    ["a file for a folder", ["evaluate", "M1", "text.txt", "--out", "text.txt"], "FILE_EXISTS"],
    ["whose to claim", ["claim", "OCEAN", "--for", "bob"], "ADDRESS_INVALID"],
  ];
  test.each(cases)("%s", async (_what, args, code) => {
    expect(await codeOf([...args, ...asAlice])).toBe(code);
  });
});

test("refuses what the worker would not take", async () => {
  let { JobMarket } = market.addresses.posthuman;
  let account = authorised;
  const price = { fixed: String(parseEther("1")), perSecond: "0" };
  const fees = { train: price, infer: price, evaluate: price };
  await using worker = await serveHttp((_, response) =>
    response.end(JSON.stringify({ worker: account, market: JobMarket, fees })),
  );
  const infer = (...more: string[]) =>
    codeOf(["infer", "M1", "It", "--endpoint", worker.url, ...more, ...asAlice]);
  expect(await infer("--max-fee", "0.5")).toBe("FEE_TOO_LOW");
  expect(await infer("--hours", "999999999999999")).toBe("DEADLINE_INVALID");
  account = UNKNOWN;
  expect(await infer()).toBe("WORKER_NOT_AUTHORISED");
  JobMarket = UNKNOWN;
  expect(await infer()).toBe("WORKER_ELSEWHERE");
  JobMarket = "";
  expect(await infer()).toBe("WORKER_ANSWER_INVALID");
});

test("asks before it sends, and refuses where nobody can be asked", async () => {
  const before = await nonces();
  const run = (...more: string[]) =>
    runPosthuman(["pay", "M1", "2", ...asAlice, ...more], {
      cwd: folder,
      env: { POSTHUMAN_RPC_URL: market.chain.url },
    });
  const unasked = await run();
  expect(unasked).toMatchObject({ code: 1, stdout: "" });
  expect(unasked.stderr).toMatch(/^Pay 2 \w+ to M1\n(.*\n)*.*You pay +2 .*\n.*Network fee .*\n/);
  expect(unasked.stderr).toContain("CONFIRMATION_MISSING");
  expect(await run("--json")).toMatchObject({ code: 1, stdout: "" });
  const dry = await run("--dry-run", "--json");
  expect(JSON.parse(dry.stdout)).toMatchObject({ title: expect.stringContaining("Pay 2") as string });
  expect(await nonces()).toEqual(before);
});
