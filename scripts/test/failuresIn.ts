import type { Runner } from "./countTests.ts";

/** Where each runner's account of one failed test begins. */
const heads: Readonly<Record<Runner, RegExp>> = {
  hardhat: /^ {2}\d+\) /,
  vitest: /^ FAIL /,
  pytest: /^(?:FAILED|ERROR) /,
};

/** Lines of one account that are repeated. */
const LINES = 8;

const ansi = new RegExp("\\u001b\\[[\\d;]*m", "g");

/**
 * Finds the accounts of failed tests in what a runner printed, so that they can be shown once more at the end of a long
 * output. Each is its first lines.
 */
export function failuresIn(runner: Runner, printed: string): string[] {
  const lines = printed.replace(ansi, "").split("\n");
  return lines.flatMap((line, index) => {
    if (!heads[runner].test(line)) return [];
    const rest = lines.slice(index + 1, index + LINES);
    const next = rest.findIndex((one) => heads[runner].test(one) || one.startsWith("==="));
    const shown = runner === "pytest" ? [] : rest.slice(0, next < 0 ? LINES : next);
    return [[line, ...shown].join("\n").trimEnd()];
  });
}
