import type { Stack } from "../stack/startStack.ts";
import type { Screen } from "./createScreen.ts";
import type { People } from "./people.ts";
import type { Keeper } from "./startKeeper.ts";
import type { Corpus } from "./writeCorpus.ts";

/** Everything that a step of the story needs. */
export interface Scene {
  readonly screen: Screen;
  readonly stack: Stack;
  readonly people: People;
  readonly keeper: Keeper;
  readonly corpus: Corpus;
  /** Where results and pictures go, a folder for each person. */
  readonly folder: string;
}
