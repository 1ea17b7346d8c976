import type { Counts } from "./Suite.ts";

/** A test runner whose summary `countTests` can read. */
export type Runner = "hardhat" | "vitest" | "pytest";

/** The line of each runner's output that sums up. */
const summaries: Readonly<Record<Runner, RegExp>> = {
  hardhat: /^\d+ (?:passing|failing) \(\d+ (?:solidity|mocha).*$/gm,
  vitest: /^ *Tests .*$/gm,
  pytest: /^=* ?(?:\d+ [a-z]+,? )+in [\d.]+s.*$/gm,
};

const ansi = new RegExp("\\u001b\\[[\\d;]*m", "g");

/** Reads how many tests a runner ran from what it printed; the last summary counts, since tests may run runners. */
export function countTests(runner: Runner, printed: string): Counts {
  const lines = printed.replace(ansi, "").match(summaries[runner]) ?? [];
  const summary = runner === "hardhat" ? lines.slice(-2).join(" ") : (lines.at(-1) ?? "");
  const sum = (word: RegExp) =>
    [...summary.matchAll(word)].reduce((total, [, count]) => total + Number(count), 0);
  return { passed: sum(/(\d+) pass(?:ed|ing)/g), failed: sum(/(\d+) (?:failed|failing|errors?)/g) };
}
