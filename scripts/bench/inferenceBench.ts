import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Measurement } from "./contractBench.ts";
import { makeModel } from "./inference/makeModel.ts";
import { measureRound, type Round } from "./inference/measureRound.ts";
import { startBaseline, startEngine, startPath, type Target } from "./inference/targets.ts";

const CLIENTS = [1, 8, 32];
const ROUNDS = 3;

/**
 * Serves a model of SmolLM2-135M's shape with `transformers serve` and with our engine, bare and through the worker's
 * endpoint. All are loaded and asked in turn, round by round, so that whatever else the machine does meets them alike.
 * Medians of the rounds; ratios only, since seconds say more about the machine than about the software.
 */
export async function inferenceBench(): Promise<Record<string, Measurement>> {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true }));
  const model = join(folder, "model");
  await makeModel(model);
  const baseline = stack.use(await startBaseline(model));
  const engine = stack.use(await startEngine(model, join(folder, "e")));
  const path = stack.use(await startPath(engine));
  const results: Record<string, Measurement> = {};
  const targets = [baseline, engine, path];
  for (const target of targets) await measureRound(target, 1, 9999);
  for (const clients of CLIENTS) {
    const rounds = await interleave(targets, clients);
    Object.assign(results, compare(path, baseline, clients, rounds));
    Object.assign(results, compare(path, engine, clients, rounds));
  }
  return results;
}

async function interleave(
  targets: readonly Target[],
  clients: number,
): Promise<ReadonlyMap<Target, readonly Round[]>> {
  const rounds = new Map(targets.map((target) => [target, [] as Round[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const target of targets) {
      const measured = await measureRound(target, clients, round);
      rounds.get(target)!.push(measured);
      const rate = measured.tokensPerSecond.toFixed(1);
      const first = measured.firstTokenSeconds.toFixed(2);
      process.stderr.write(`${clients} clients, ${target.name}: ${rate} tokens/s, first after ${first} s\n`);
    }
  }
  return rounds;
}

function compare(
  ours: Target,
  other: Target,
  clients: number,
  rounds: ReadonlyMap<Target, readonly Round[]>,
): Record<string, Measurement> {
  const median = (target: Target, of: keyof Round) => {
    const values = rounds.get(target)!.map((round) => round[of]);
    return values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
  };
  const ratio = (of: keyof Round): Measurement => {
    const value = median(ours, of) / median(other, of);
    return { value, unit: "×", against: other.name, ratio: value };
  };
  const who = `${ours.name} against ${other.name}, ${clients} ${clients === 1 ? "client" : "clients"}`;
  return {
    [`${who}: throughput`]: ratio("tokensPerSecond"),
    [`${who}: time to first token`]: ratio("firstTokenSeconds"),
  };
}
