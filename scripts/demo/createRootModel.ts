import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { endWithParent } from "../stack/startWorker.ts";
import type { Screen } from "./createScreen.ts";
import { secondsLeft } from "./secondsLeft.ts";

/** Interpreter of the algorithms' locked environment. */
export const python = join(import.meta.dirname, "../../algorithms/.venv/bin/python");

/** What to learn from, where to write, how long and how. */
export interface RootModelParameters {
  readonly text: string;
  readonly folder: string;
  readonly steps: number;
  readonly threads: number;
}

/** Makes Alice's model outside of the market: a tokenizer and a GPT-2, trained from nothing on a text. */
export async function createRootModel(screen: Screen, parameters: RootModelParameters): Promise<void> {
  const { text, folder, steps, threads } = parameters;
  const flags = { "--text": text, "--out": folder, "--steps": steps, "--threads": threads, "--batch": 8 };
  const args = ["-m", "posthuman_algorithms", "create", ...Object.entries(flags).flat().map(String)];
  const child = endWithParent(spawn(python, args, { stdio: ["ignore", "pipe", "inherit"] }));
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as Record<string, unknown>;
    if (event.event !== "progress") continue;
    const { step, total, loss, eta_s: eta } = event as Record<string, number>;
    screen.progress("pretraining M1", step! / total!, `loss ${loss!.toFixed(2)} · ${secondsLeft(eta)}`);
  }
  const [code] = child.exitCode === null ? ((await once(child, "exit")) as [number]) : [child.exitCode];
  assert.equal(code, 0, "Python could not make the root model; its words stand above.");
}
