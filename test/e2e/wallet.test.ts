import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAmount, type Addresses } from "@posthuman/sdk";
import { Contract, getAddress, type TransactionResponse } from "ethers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createRootModel, writeCorpus, type Corpus } from "../../scripts/demo/materials.ts";
import { createScreen } from "../../scripts/demo/screen.ts";
import { startPracticeChain, type PracticeChain } from "../../scripts/stack/startPracticeChain.ts";
import { startWorker, type RunningWorker } from "../../scripts/stack/startWorker.ts";

const DEPLOY = join(import.meta.dirname, "../../scripts/deploy.ts");
/** A market whose deadlines one can wait for. */
const PARAMETERS = { leaseSeconds: 30, challengeSeconds: 2, leaseStake: String(parseAmount("100")) };
const MAIN = join(import.meta.dirname, "../../cli/src/main.ts");
const THREADS = 1;
/** Of each model. */
const SUPPLY = parseAmount("1000");

/** A person with a folder of their own, who has nothing but the command line. */
interface Person {
  readonly folder: string;
  /** Runs `posthuman … --json` in the person's folder. */
  json<T>(...args: string[]): Promise<T>;
  /** Runs `posthuman …` and returns what it printed. */
  text(...args: string[]): Promise<string>;
}

let folder: string;
let practice: PracticeChain;
let deployments: string;
let corpus: Corpus;
let worker: RunningWorker;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "posthuman-wallet-"));
  corpus = writeCorpus(join(folder, "corpus"));
  const weights = join(folder, "weights");
  const screen = createScreen(process.stderr);
  [practice] = await Promise.all([
    startPracticeChain(join(folder, "practice")),
    createRootModel(screen, { text: corpus.root, folder: weights, steps: 20, threads: THREADS }),
  ]);
  deployments = join(folder, "deployments");
  [alice, bob] = await Promise.all([newPerson("alice"), newPerson("bob")]);
}, 300_000);

afterAll(async () => {
  await worker?.stop();
  await practice?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function newPerson(name: string): Promise<Person> {
  const own = join(folder, name);
  await mkdir(own);
  const env = {
    ...process.env,
    POSTHUMAN_RPC_URL: practice.chain.url,
    POSTHUMAN_NETWORK: practice.network,
    POSTHUMAN_DEPLOYMENTS: deployments,
    POSTHUMAN_KEYSTORE_PASSWORD: `the password of ${name}`,
  };
  const run = async (args: string[]) => {
    const ended = await promisify(execFile)(process.execPath, [MAIN, ...args], { cwd: own, env });
    return ended.stdout;
  };
  return {
    folder: own,
    text: (...args) => run(args),
    json: async <T>(...args: string[]) => JSON.parse(await run([...args, "--json"])) as T,
  };
}

/** What a faucet does: coin for fees, and some OCEAN. */
async function fund(address: string, ocean: string): Promise<void> {
  const { chain, deployer } = practice;
  await chain.provider.send("anvil_setBalance", [address, "0xde0b6b3a7640000"]);
  const { Token } = (await deployment()).ocean;
  const token = new Contract(Token, ["function transfer(address,uint256)"], deployer.connect(chain.provider));
  const sent = (await token.getFunction("transfer")(address, parseAmount(ocean))) as TransactionResponse;
  await sent.wait();
}

const deployment = async () =>
  JSON.parse(await readFile(join(deployments, "11155111.json"), "utf8")) as Addresses;

it("deploys the market to a network that has Ocean's contracts only", async () => {
  const parameters = join(folder, "parameters");
  await mkdir(parameters);
  await writeFile(join(parameters, "11155111.json"), JSON.stringify(PARAMETERS));
  const where = ["--network", practice.network, "--ocean", practice.oceanFile, "--deployments", deployments];
  await promisify(execFile)(
    process.execPath,
    [DEPLOY, ...where, "--parameters", parameters, "--confirmations", "1", "--yes"],
    {
      env: {
        ...process.env,
        SEPOLIA_RPC_URL: practice.chain.url,
        SEPOLIA_PRIVATE_KEY: practice.deployer.privateKey,
      },
    },
  );
  expect(Object.keys((await deployment()).posthuman)).toContain("JobMarket");
});

it("begins with nothing and makes an account", async () => {
  for (const person of [alice, bob]) {
    expect(await readdir(person.folder)).toEqual([]);
    const { address } = await person.json<{ address: string }>("account", "create");
    expect(getAddress(address)).toBe(address);
    expect(await readFile(join(person.folder, "account.json"), "utf8")).not.toContain("privateKey");
    expect(await person.text("account", "show")).toContain(address);
    await fund(address, "300");
  }
  expect(await bob.text("balance")).toMatch(/ETH +1 /);
});

it("keeps a model: worker, stake, authorisation, publication, offer", async () => {
  await alice.json("account", "create", "--keystore", "worker-account.json");
  const { address } = await alice.json<{ address: string }>(
    ...["account", "show", "--keystore", "worker-account.json"],
  );
  await fund(address, "0");
  await writeFile(join(alice.folder, "password"), "the password of alice", { mode: 0o600 });
  const fee = { fixed: parseAmount("5").toString() };
  const config = {
    name: "alice",
    dataFolder: join(alice.folder, "data"),
    rpcUrl: practice.chain.url,
    confirmations: 1,
    addresses: join(deployments, "11155111.json"),
    key: {
      keystore: join(alice.folder, "worker-account.json"),
      passwordFile: join(alice.folder, "password"),
    },
    pollMs: 250,
    threads: THREADS,
    fees: { train: fee, infer: fee, evaluate: fee },
  };
  worker = await startWorker(alice.folder, config);
  expect(worker.address).toBe(address);
  await alice.json("worker", "stake", address, "200", "--yes");
  await alice.json("worker", "authorise", address, "--yes");

  const { account } = await alice.json<{ account: string }>("balance");
  const own = ["--config", "worker.json"];
  await alice.json("worker", "import-dataset", corpus.evaluation, ...own);
  const { weightsRoot } = await alice.json<{ weightsRoot: string }>(
    ...["worker", "import-weights", join(folder, "weights"), "--custodian", account, ...own],
  );
  const published = await alice.json<{ model: string; claimed: string; next: string }>(
    ...[
      "model",
      "publish",
      "M1",
      "--weights-root",
      weightsRoot,
      "--evaluation",
      corpus.evaluation,
      "--min-gain",
      "0.001",
      "--yes",
    ],
  );
  expect(published.claimed).toBe(String(SUPPLY));
  expect(published.next).toBe(`posthuman sell ${published.model} 10 --price 2`);
  await alice.json("sell", "M1", "10", "--price", "2", "--yes");
  const shown = await alice.text("model", "show", "M1");
  expect(shown).toContain(worker.url);
  expect(shown).toMatch(/for sale +10 in open offers/);
});

it("trains: buys, brings a text, watches, and owns the child", async () => {
  expect(await bob.text("model", "price", "M1", "2")).toMatch(/2 M1 cost 4 OCEAN now/);
  const dry = await bob.json<{ moves: { amount: string }[] }>("buy", "M1", "2", "--dry-run");
  expect(dry.moves.map(({ amount }) => amount).sort()).toEqual(
    [-parseAmount("4"), parseAmount("2")].map(String).sort(),
  );
  // He holds none: one transaction buys the datatoken and requests the job.
  const pace = ["batch_size=8", "learning_rate=0.004", "warmup_steps=5", "checkpoint_every=10"];
  const { job, next } = await bob.json<{ job: string; next: string }>(
    ...[
      "train",
      "M1",
      "--dataset",
      corpus.bob,
      "--name",
      "M2",
      "--steps",
      "30",
      "--buy",
      "--param",
      ...pace,
      "--yes",
    ],
  );
  expect(next).toBe(`posthuman job watch ${job}`);
  const { child } = await bob.json<{ child: string }>("job", "watch", job);
  const { files } = await bob.json<{ files: string[] }>("job", "results", job);
  expect(files).toContain(join("results", "metrics.json"));
  const { account } = await bob.json<{ account: string }>("balance");
  expect(await bob.text("model", "show", child)).toContain(account);
  expect(await bob.text("lineage", "M2")).toMatch(/M2 .*\nM1 .*\n\(tail\) /);
});

it("shares what was earned, and everybody claims", async () => {
  const { shares } = await bob.json<{ shares: { share: string }[] }>("lineage", "M2");
  // Bob's part depends on how much his training gained; what passes on is Alice's, as M1's owner and as the tail.
  const earned = (BigInt(shares[0]!.share) * SUPPLY) / 10n ** 18n;
  expect(earned).toBeGreaterThanOrEqual(SUPPLY / 2n);
  await bob.json("settle", "income", "M2", "--yes");
  const { claimed } = await bob.json<{ claimed: { amount: string }[] }>("claim", "--yes");
  expect(claimed.map(({ amount }) => amount)).toEqual([String(earned)]);
  await bob.json("settle", "income", "M1", "--yes");
  await alice.json("claim", "--yes");
  const held = async (person: Person) => {
    const { tokens } = await person.json<{ tokens: { name: string; amount: string }[] }>("balance");
    return Object.fromEntries(tokens.map(({ name, amount }) => [name, amount]));
  };
  // Of the M1 that Bob spent on his job both halves are Alice's.
  expect(await held(alice)).toMatchObject({
    M1: String(parseAmount("991")),
    M2: String(SUPPLY - earned),
  });
  // Bob paid 2 for a datatoken of M1 and 5 for the training.
  expect(await held(bob)).toEqual({ OCEAN: String(parseAmount("293")), M1: "0", M2: String(earned) });
});

it("lets the child write", async () => {
  const { text } = await bob.json<{ text: string }>(
    ...["infer", "M2", "My fellow citizens", "--max-tokens", "8", "--yes"],
  );
  expect(text.length).toBeGreaterThan(0);
});
