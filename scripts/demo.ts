import { rmSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseAmount, PosthumanError } from "@posthuman/sdk";
import { makePeople, startCustodianWorker, type StoryContext } from "./demo/cast.ts";
import { createRootModel, writeCorpus } from "./demo/materials.ts";
import { readOptions } from "./demo/readOptions.ts";
import { renderPage, type Picture } from "./demo/renderPage.ts";
import { buildReport, renderSummary } from "./demo/report.ts";
import { createScreen, type Screen } from "./demo/screen.ts";
import { payOut } from "./demo/shares.ts";
import { tellStory } from "./demo/tellStory.ts";
import { startStack } from "./stack/startStack.ts";

/** Threads of every training: results are the same bits only at an equal count. */
const THREADS = 1;

const options = readOptions();

// Exiting ends the chain and the worker, and removes what is temporary.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

// With --json, stdout belongs to the document.
const screen = createScreen(options.json ? process.stderr : process.stdout);
try {
  await runDemo(screen, resolve(options.out));
} catch (error) {
  const words = PosthumanError.is(error) ? `${error.message} ${error.fix}` : String(error);
  process.stderr.write(`\n${words}\n`);
  process.exit(1);
}

async function runDemo(screen: Screen, folder: string): Promise<void> {
  const { steps } = options;
  const work = await mkdtemp(join(tmpdir(), "posthuman-demo-"));
  process.once("exit", () => rmSync(work, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  await rm(folder, { recursive: true, force: true });
  screen.step("0. A chain with Ocean's contracts, and Alice's first model");
  const corpus = writeCorpus(join(work, "corpus"));
  const weights = join(work, "weights");
  const root = { text: corpus.root, folder: weights, steps, threads: THREADS };
  const [stack] = await Promise.all([startStack(work), createRootModel(screen, root)]);
  try {
    screen.say(`chain ${stack.addresses.chainId} at ${stack.rpcUrl}, contracts deployed`);
    const people = await makePeople(stack);
    const custodianWorker = await startCustodianWorker(stack, {
      custodian: people.Alice,
      folder: join(work, "worker"),
      threads: THREADS,
      fee: parseAmount("5"),
    });
    try {
      screen.say(`Alice's worker is ready at ${custodianWorker.url}`);
      const scene = { screen, stack, people, custodianWorker, corpus, folder };
      const told = await tellStory(scene, weights, steps);
      await payOut(people, told.models);
      const report = await buildReport(people, told);
      await writeFile(join(folder, "index.html"), renderPage(report, await picturesIn(folder)));
      await writeFile(join(folder, "report.json"), JSON.stringify(report, null, 2));
      screen.step("The result");
      screen.show(renderSummary(report));
      screen.say(`\n  Pictures and results: ${join(relative(process.cwd(), folder) || ".", "index.html")}`);
      if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
      if (options.keep) await keepRunning(scene, told.models);
    } finally {
      await custodianWorker.stop();
    }
  } finally {
    await stack.stop();
  }
}

async function picturesIn(folder: string): Promise<Picture[]> {
  const captions: Record<string, string> = {
    "bob/loss.png": "Bob's training of M1: the loss falls",
    "charlie/loss.png": "Charlie's training of M2: the loss falls",
    "elena/plot.png": "M3 next to its ancestors and a reference, on Elena's text",
  };
  const files = await readdir(folder, { recursive: true });
  return Object.entries(captions)
    .filter(([path]) => files.includes(path))
    .map(([path, caption]) => ({ path, caption }));
}

/** Says how to go on by hand, and keeps this process, and with it chain and worker, until Ctrl-C. */
async function keepRunning(scene: StoryContext, models: readonly { name: string; address: string }[]) {
  const { screen, people, stack, custodianWorker } = scene;
  const newest = models.at(-1)!;
  const keyFile = join(stack.folder, "charlie.key");
  await writeFile(keyFile, people.Charlie.wallet.privateKey, { mode: 0o600 });
  const common = `--rpc ${stack.rpcUrl} --addresses ${stack.addressesFile}`;
  screen.step("Chain and worker go on; Ctrl-C ends them");
  screen.show(
    [
      `npm run posthuman -- model list ${common}`,
      `npm run posthuman -- lineage ${newest.address} ${common}`,
      `npm run posthuman -- infer ${newest.address} "The state of the union is" --key-file ${keyFile} ${common}`,
      `curl ${custodianWorker.url}/jobs`,
    ].join("\n"),
  );
  // A pending timer keeps the process alive; only a signal ends it.
  for (;;) await sleep(60_000);
}
