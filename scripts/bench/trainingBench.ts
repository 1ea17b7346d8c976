import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { executePlan, followJob, parseAmount, planRequest } from "@posthuman/sdk";
import { openFile } from "@posthuman/sdk/node";
import { python } from "../demo/materials.ts";
import { startMarket, type Market } from "../demo/startMarket.ts";
import type { Measurement } from "./contractBench.ts";

const PARAMETERS = { steps: 300 };
const ROUNDS = 2;

/**
 * Trains the same model on the same text for the same number of steps, with the bare script and through the market, in
 * turn. Through the market means from the upload of the text to the result on chain: request, checks, lease, sandbox,
 * heartbeats, collecting outputs, storing the new weights.
 */
export async function trainingBench(): Promise<Record<string, Measurement>> {
  await using market = await startMarket({ jobs: ROUNDS });
  const bare: number[] = [];
  const paid: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await timeOf(() => trainBare(market)));
    paid.push(await timeOf(() => trainThroughMarket(market, round)));
  }
  const [value, base] = [Math.min(...paid), Math.min(...bare)];
  const against = `python -m posthuman_algorithms train, ${PARAMETERS.steps} steps: ${base.toFixed(1)} s`;
  return { "training through the market": { value, unit: "s", against, ratio: value / base } };
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function trainBare({ scene, weights }: Market): Promise<void> {
  const { bob: text, evaluation } = scene.corpus;
  const folder = await mkdtemp(join(tmpdir(), "posthuman-bare-"));
  const inputs = join(folder, "inputs");
  for (const name of ["text", "evaluation"]) await mkdir(join(inputs, name), { recursive: true });
  for (const name of ["state", "outputs", "logs"]) await mkdir(join(folder, name));
  await cp(text, join(inputs, "text", basename(text)));
  await cp(evaluation, join(inputs, "evaluation", "evaluation.txt"));
  await cp(weights, join(folder, "model"), { recursive: true });
  const job = {
    kind: "train",
    task: "causal-lm",
    model: "M1",
    parameters: PARAMETERS,
    seed: 42,
    threads: 1,
    datasets: [{ id: "text", files: [basename(text)] }],
    familyEvaluation: true,
    lineage: [],
  };
  await writeFile(join(inputs, "job.json"), JSON.stringify(job));
  const env = { ...process.env, POSTHUMAN_JOB: folder };
  const child = spawn(python, ["-m", "posthuman_algorithms", "train"], { env, stdio: "ignore" });
  const [code] = (await once(child, "exit")) as [number];
  assert.equal(code, 0, "the bare script failed");
  await rm(folder, { recursive: true });
}

async function trainThroughMarket({ scene, model }: Market, round: number): Promise<void> {
  const { client } = scene.people.Bob;
  const { bob: text } = scene.corpus;
  const plan = await planRequest(client, {
    kind: "train",
    endpoint: scene.custodianWorker.url,
    model,
    childName: `Child ${round}`,
    datasets: [{ name: basename(text), source: await openFile(text) }],
    parameters: PARAMETERS,
    maxFee: parseAmount("5"),
  });
  const { id } = (await executePlan(client, plan)).result;
  for await (const update of followJob(client, id, { pollMs: 100 })) {
    if (update.type !== "state") continue;
    assert.notEqual(update.state, "Failed", update.reason);
    if (update.state === "Submitted") return;
  }
}
