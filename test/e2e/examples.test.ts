import { execFile } from "node:child_process";
import { openAsBlob } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  balanceOf,
  claim,
  executePlan,
  followJob,
  offerDatatokens,
  parseAmount,
  planRequest,
  publishModel,
  settle,
  sha256Of,
  type DatasetReference,
} from "@posthuman/sdk";
import { engineUnderTest } from "@posthuman/worker/testing/fixtures";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startCustodianWorker, type CustodianWorker } from "../../scripts/demo/cast.ts";
import { createRootModel, writeCorpus, type Corpus } from "../../scripts/demo/materials.ts";
import { createScreen } from "../../scripts/demo/screen.ts";
import { startStack, type Account, type Stack } from "../../scripts/stack/startStack.ts";
import { runPosthuman } from "../../scripts/stack/startWorker.ts";
import { openWalletPage } from "./support/walletPage.ts";

const EXAMPLES = join(import.meta.dirname, "../../examples");
const PRICE = "2";

/** What a person does on the page: connects the wallet, buys what is offered first, and reads what is said. */
const CLICKS = `void (async () => {
  const said = () => document.querySelector("#status")?.textContent ?? "";
  await until(() => {
    if (said() === "") document.querySelector("#connect")?.click();
    return said() !== "";
  });
  const button = await until(() => document.querySelector("#models").querySelector("button"));
  await until(() => said().startsWith("Connected"));
  button.click();
  await until(() => said() !== "…");
  await done([button.textContent, said()].join("; "));
})();`;

let folder: string;
let stack: Stack;
let corpus: Corpus;
let worker: CustodianWorker;
let alice: Account;
let bob: Account;
let model: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "posthuman-examples-"));
  corpus = writeCorpus(join(folder, "corpus"));
  const weights = join(folder, "weights");
  [stack] = await Promise.all([
    startStack(join(folder, "stack")),
    createRootModel(createScreen(process.stderr), {
      text: corpus.root,
      folder: weights,
      steps: 20,
      threads: 1,
    }),
  ]);
  [alice, bob] = [await stack.newAccount(parseAmount("2000")), await stack.newAccount(parseAmount("200"))];
  worker = await startCustodianWorker(stack, {
    custodian: alice,
    folder: join(folder, "worker"),
    threads: 1,
    fee: parseAmount("5"),
    config: { serving: engineUnderTest("transformers") },
  });
  model = await publishForSale(weights);
});

afterAll(async () => {
  await worker?.stop();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Alice brings a model to her worker, publishes it, and lists datatokens of it. */
async function publishForSale(weights: string): Promise<string> {
  const { client, address } = alice;
  const config = ["--config", worker.config];
  await runPosthuman("worker", "import-dataset", corpus.evaluation, ...config);
  const custody = ["--custodian", address, ...config];
  const { weightsRoot } = await runPosthuman<{ weightsRoot: string }>(
    ...["worker", "import-weights", weights, ...custody],
  );
  const { sha256 } = await sha256Of(await openAsBlob(corpus.evaluation));
  const family = {
    tailRecipient: address,
    birthSupply: parseAmount("1000"),
    minGain: parseAmount("0.01"),
    evaluationHash: `0x${sha256}`,
  };
  const { model: token } = await publishModel(client, { name: "M1", weightsRoot, family });
  await settle(client, { model: token, token });
  await claim(client, token);
  const payToken = client.addresses.ocean.Token;
  await offerDatatokens(client, { token, amount: parseAmount("20"), payToken, price: parseAmount(PRICE) });
  return token;
}

/** Runs an example as a program of its own, as somebody's, and returns what it printed. */
async function example(name: string, { wallet }: Account, ...args: string[]): Promise<string> {
  const key = join(folder, `${wallet.address}.key`);
  await writeFile(key, wallet.privateKey, { mode: 0o600 });
  const env = {
    ...process.env,
    POSTHUMAN_RPC_URL: stack.rpcUrl,
    POSTHUMAN_ADDRESSES: stack.addressesFile,
    POSTHUMAN_KEY_FILE: key,
  };
  return (await promisify(execFile)(process.execPath, [join(EXAMPLES, name), ...args], { env })).stdout;
}

it("train.ts buys, trains, follows and claims", async () => {
  const printed = await example("train.ts", bob, model, corpus.bob);
  expect(printed).toMatch(/^Requested\nLeased\nSubmitted\nSettled\nBorn: 0x\w{40}\. Claimed [\d.]+ of its/);
  const [child] = /0x\w{40}/.exec(printed)!;
  expect(await balanceOf(bob.client, { token: child, account: bob.address })).toBeGreaterThan(0n);
});

it("session.ts asks a model over OpenAI's API, and finds the call in the receipt", async () => {
  const printed = await example("session.ts", bob, model);
  expect(printed).toMatch(/^Answer: ".+"\n(\w+\n)+Used \d+ tokens for 0\.\d+ OCEAN\.\n$/);
});

it("dataset.ts publishes a text that jobs of others pay for and use", async () => {
  const dataset = JSON.parse(await example("dataset.ts", alice, corpus.elena, model)) as DatasetReference;
  const wanted = { kind: "evaluate" as const, model, datasets: [dataset], buy: true };
  const plan = await planRequest(bob.client, wanted);
  expect(plan.terms.price.map(({ token }) => token)).toEqual([model, dataset.asset]);
  const { result } = await executePlan(bob.client, plan);
  const states: string[] = [];
  for await (const update of followJob(bob.client, result.id))
    if (update.type === "state") states.push(update.state);
  expect(states).toEqual(["Requested", "Leased", "Submitted", "Settled"]);
});

it("the page in a browser buys with the wallet that it finds there", async () => {
  const before = await balanceOf(bob.client, { token: model, account: bob.address });
  const said = await openWalletPage({
    folder: join(EXAMPLES, "browser"),
    rpcUrl: stack.rpcUrl,
    addressesFile: stack.addressesFile,
    wallet: bob.wallet,
    clicks: CLICKS,
  });
  expect(said).toBe(`Buy 1 M1 for ${PRICE} OCEAN; You bought 1 M1 for ${PRICE} OCEAN.`);
  const after = await balanceOf(bob.client, { token: model, account: bob.address });
  expect(after - before).toBe(parseAmount("1"));
});
