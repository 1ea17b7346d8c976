import { readFileSync, writeFileSync } from "node:fs";
import { writeCorpus, type Corpus } from "../demo/writeCorpus.ts";

/** Characters of each text: what two cores train on and measure in minutes. */
const CHARACTERS = { root: 0, bob: 0, charlie: 60_000, evaluation: 6_000, elena: 9_000 };

/** The demo's texts (State of the Union addresses), cut short. */
export function writeTexts(folder: string): Corpus {
  const corpus = writeCorpus(folder);
  for (const [name, characters] of Object.entries(CHARACTERS)) {
    const path = corpus[name as keyof Corpus];
    writeFileSync(path, readFileSync(path, "utf8").slice(0, characters));
  }
  return corpus;
}
