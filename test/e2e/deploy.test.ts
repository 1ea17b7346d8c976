import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { encryptKeystoreJsonSync, hexlify, id, randomBytes, Wallet, ZeroAddress } from "ethers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CREATE_X } from "../../deploy/createX.ts";
import { startExplorer } from "../../scripts/stack/startExplorer.ts";
import { startPracticeChain, type PracticeChain } from "../../scripts/stack/startPracticeChain.ts";
import { endWithParent } from "../../scripts/stack/startWorker.ts";

const root = join(import.meta.dirname, "../..");
const oceanOwner = hexlify(randomBytes(32));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;
let practice: PracticeChain;
let twin: PracticeChain;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "posthuman-deploy-"));
  [practice, twin] = (await Promise.all(
    ["one", "two"].map((name) => startPracticeChain(join(folder, name), { flags: [], oceanOwner })),
  )) as [PracticeChain, PracticeChain];
});
afterAll(async () => {
  for (const chain of [practice, twin] as (PracticeChain | undefined)[]) await chain?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** The variables of one practice chain's network and deployer, and nothing that this machine has of its own. */
const environment = ({ chain, deployer }: PracticeChain) => ({
  PATH: process.env["PATH"],
  HOME: folder,
  XDG_CONFIG_HOME: folder,
  NO_COLOR: "1",
  SEPOLIA_RPC_URL: chain.url,
  SEPOLIA_PRIVATE_KEY: deployer.privateKey,
});
const options = (of: PracticeChain, deployments = "deployments") => [
  ...["--network", of.network, "--ocean", of.oceanFile, "--confirmations", "1"],
  ...["--deployments", join(of.oceanFile, "..", deployments)],
];

/** Runs a script to its end in a process of its own. */
function run(
  script: string,
  args: readonly string[],
  env: Record<string, string | undefined>,
): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { cwd: root, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}
const deploy = (args: readonly string[], env: Record<string, string | undefined> = environment(practice)) =>
  run("scripts/deploy.ts", args, env);

/** Starts a deployment, to kill it. */
function begin(): ChildProcess {
  const args = ["scripts/deploy.ts", ...options(practice), "--yes"];
  return endWithParent(
    spawn(process.execPath, args, { cwd: root, env: environment(practice), stdio: "ignore" }),
  );
}

const having = (text: string) => expect.stringContaining(text) as unknown;

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(20);
}

const sent = (which: "latest" | "pending", { chain, deployer }: PracticeChain = practice) =>
  chain.provider.getTransactionCount(deployer.address, which);

/** An Ocean file that says something else. */
async function oceanFileWith(
  name: string,
  change: (entry: Record<string, unknown>) => void,
  network = "sepolia",
) {
  const { sepolia } = JSON.parse(await readFile(practice.oceanFile, "utf8")) as {
    sepolia: Record<string, unknown>;
  };
  change(sepolia);
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify({ [network]: sepolia }));
  return file;
}

describe("before anything is sent, a deployment refuses", () => {
  interface Change {
    readonly args?: string[];
    readonly env?: Record<string, string | undefined>;
  }
  const cases: [string, string, RegExp, () => Change | Promise<Change>][] = [
    [
      "another chain id",
      "CHAIN_MISMATCH",
      /has id 11155111, expected 137/,
      async () => ({
        args: [
          "--ocean",
          await oceanFileWith("polygon", (entry) => (entry["chainId"] = 137), "polygon"),
          "--network",
          "polygon",
        ],
        env: { POLYGON_RPC_URL: practice.chain.url },
      }),
    ],
    [
      "a missing contract of Ocean, by name",
      "OCEAN_CONTRACT_MISSING",
      /FactoryRouter is not at 0x1111/,
      async () => {
        const Router = "0x1111111111111111111111111111111111111111";
        return { args: ["--ocean", await oceanFileWith("missing", (entry) => (entry["Router"] = Router))] };
      },
    ],
    [
      "an account without coin",
      "DEPLOYER_COIN_TOO_LOW",
      /holds 0\.0 of the coin of sepolia/,
      () => ({ env: { SEPOLIA_PRIVATE_KEY: Wallet.createRandom().privateKey } }),
    ],
    [
      "a node that is down",
      "RPC_UNREACHABLE",
      /127\.0\.0\.1:1 does not answer/,
      () => ({ env: { SEPOLIA_RPC_URL: "http://127.0.0.1:1/secret" } }),
    ],
    [
      "a wrong password",
      "KEYSTORE_PASSWORD_WRONG",
      /does not open/,
      async () => {
        const keystore = join(folder, "keystore.json");
        await writeFile(keystore, encryptKeystoreJsonSync(practice.deployer, "right", { scrypt: { N: 2 } }));
        const password = join(folder, "password");
        await writeFile(password, "wrong", { mode: 0o600 });
        return { args: ["--keystore", keystore, "--password-file", password] };
      },
    ],
  ];

  it.concurrent.each(cases)("%s", async (_name, code, words, change) => {
    const { args = [], env = {} } = await change();
    const all = [...options(practice), "--yes", "--json", ...args];
    const outcome = await deploy(all, { ...environment(practice), ...env });
    expect(JSON.parse(outcome.stderr)).toMatchObject({ code });
    expect(outcome.stderr).toMatch(words);
    expect(outcome.stderr).not.toContain("secret");
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(await sent("pending")).toBe(0);
  });

  it("to go on unasked", async () => {
    const { code, stderr } = await deploy(options(practice));
    expect(stderr).toMatch(/JobMarket +0x[0-9a-fA-F]{40}/);
    expect(stderr).toMatch(/Cost +about \d+ gas/);
    expect(stderr).toMatch(/CONFIRMATION_MISSING/);
    expect({ code, sent: await sent("pending") }).toEqual({ code: 1, sent: 0 });
  });
});

interface Document {
  readonly startBlock: number;
  readonly posthuman: Record<string, string>;
  readonly transactions: { readonly hash: string }[];
  readonly file: string;
}

describe("a deployment", () => {
  let first: Document;

  it("that is killed twice goes on where it stopped, and deploys nothing twice", async () => {
    const { provider } = practice.chain;
    const journal = join(practice.oceanFile, "../deployments/chain-11155111/journal.jsonl");
    await provider.send("evm_setAutomine", [false]);

    const one = begin();
    await until(async () => (await sent("pending")) > 0);
    one.kill("SIGKILL");
    await once(one, "exit");
    // The worst moment: the transaction is out, and its hash is not in the journal; the power went in a line's middle.
    const lines = (await readFile(journal, "utf8")).split("\n");
    const at = lines.findIndex((line) => line.includes("TRANSACTION_SEND"));
    await writeFile(journal, [...lines.slice(0, at < 0 ? undefined : at), '{"type":"TRANSAC'].join("\n"));

    const two = begin();
    await until(async () => {
      if ((await sent("pending")) > (await sent("latest"))) await practice.chain.mine(1);
      return (await sent("latest")) >= 3;
    });
    two.kill("SIGKILL");
    await once(two, "exit");
    await provider.send("evm_setAutomine", [true]);
    await practice.chain.mine(1);

    const three = await deploy([...options(practice), "--yes", "--json"]);
    expect(three).toMatchObject({ code: 0, stderr: "" });
    first = JSON.parse(three.stdout) as Document;
    const created = await provider.getLogs({
      address: CREATE_X,
      fromBlock: 0,
      topics: [id("ContractCreation(address,bytes32)")],
    });
    expect(created).toHaveLength(await sent("latest"));
    expect(created.map(({ topics }) => `0x${topics[1]!.slice(26)}`)).toEqual(
      expect.arrayContaining([
        first.posthuman["JobMarket"]!.toLowerCase(),
        first.posthuman["Offers"]!.toLowerCase(),
      ]),
    );
    expect(Object.values(first.posthuman)).not.toContain(ZeroAddress);
  });

  it("is found by whoever has no journal, who sends nothing", async () => {
    const before = await sent("latest");
    const { code, stdout } = await deploy([...options(practice, "elsewhere"), "--yes", "--json"]);
    expect({ code, sent: await sent("latest") }).toEqual({ code: 0, sent: before });
    expect(JSON.parse(stdout)).toMatchObject({ posthuman: first.posthuman, transactions: [] });
    const [here, there] = await Promise.all(
      ["deployments", "elsewhere"].map((name) =>
        readFile(join(practice.oceanFile, "..", name, "11155111.json"), "utf8"),
      ),
    );
    expect(here).toBe(there);
  });

  it("has the same addresses on another chain, whoever deploys", async () => {
    const { code, stdout } = await deploy([...options(twin), "--yes", "--json"], environment(twin));
    expect(code).toBe(0);
    expect(twin.deployer.address).not.toBe(practice.deployer.address);
    expect((JSON.parse(stdout) as Document).posthuman).toEqual(first.posthuman);
  });

  it("is told from another build, from another chain's journal, and from other parameters", async () => {
    const { provider } = twin.chain;
    await writeFile(join(folder, "two", "11155111.json"), '{"leaseSeconds": 61}');
    const parameters = [...options(twin), "--yes", "--parameters", join(folder, "two")];
    const changed = await deploy(parameters, environment(twin));
    expect(changed).toMatchObject({ code: 1, stderr: having("DEPLOYMENT_CHANGED") });

    const offers = first.posthuman["Offers"]!;
    await provider.send("anvil_setCode", [offers, "0x00"]);
    const verified = await deploy([...options(twin), "--verify"], environment(twin));
    expect(verified).toMatchObject({ code: 1, stderr: having("CODE_DIFFERS") });
    await provider.send("anvil_setCode", [offers, "0x"]);
    const lost = await deploy([...options(twin), "--yes"], environment(twin));
    expect(lost).toMatchObject({ code: 1, stderr: having("DEPLOYMENT_LOST") });
  });

  it("has its sources verified by an explorer, where there is a key for one", async () => {
    const { provider } = practice.chain;
    const { LineageVault: _one, ...others } = first.posthuman;
    const blocks = await Promise.all(
      Array.from({ length: await provider.getBlockNumber() }, (_, n) => provider.getBlock(n + 1)),
    );
    const hashes = blocks.flatMap((block) => (block!.number < first.startBlock ? [] : block!.transactions));
    await using explorer = await startExplorer(provider, hashes, Object.values(others));
    const env = {
      ...environment(practice),
      ETHERSCAN_API_KEY: "key",
      SEPOLIA_EXPLORER_API_URL: `${explorer.url}/api`,
    };
    const { code, stderr } = await deploy([...options(practice), "--verify"], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: having("verified  LineageVault") });
    expect([...explorer.verified]).toEqual(["LineageVault"]);
  });

  it("runs a small job, every balance right, and posthuman finds it by the network's name", async () => {
    const { provider } = practice.chain;
    await provider.send("anvil_setBlockTimestampInterval", [10]);
    const clock = setInterval(() => void practice.chain.mine(1).catch(() => undefined), 200);
    const [smoke, verified] = await Promise.all([
      run(
        "scripts/smoke.ts",
        [...options(practice).filter((option) => !/^(--confirmations|1)$/.test(option)), "--yes", "--json"],
        environment(practice),
      ),
      deploy([...options(practice), "--verify", "--json"]),
    ]);
    clearInterval(clock);
    expect(smoke).toMatchObject({ code: 0, stderr: "" });
    const { model, checks, transactions } = JSON.parse(smoke.stdout) as {
      model: string;
      checks: unknown[];
      transactions: { gasUsed: string }[];
    };
    expect(checks.length).toBeGreaterThan(12);
    for (const { gasUsed } of transactions) expect(Number(gasUsed)).toBeGreaterThanOrEqual(21_000);
    expect(verified).toMatchObject({ code: 0, stdout: having("Checkout") });

    const env = { ...environment(practice), POSTHUMAN_DEPLOYMENTS: join(folder, "one", "deployments") };
    const list = ["model", "list", "--network", "sepolia", "--json"];
    const listed = await run("cli/src/main.ts", list, env);
    expect(JSON.parse(listed.stdout)).toMatchObject([{ address: model, name: "Smoke" }]);
    const nowhere = await run("cli/src/main.ts", list, { ...env, POSTHUMAN_DEPLOYMENTS: root });
    expect(nowhere).toMatchObject({ code: 1, stderr: having("NOT_DEPLOYED") });
  });
});
