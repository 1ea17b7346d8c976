import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** One reason, and the findings that it holds for. */
interface Explanation {
  readonly why: string;
  readonly findings: readonly string[];
}

/** The findings that a committed file explains, each with the reason. Each is explained once. */
export function readExplained(file: string): Map<string, string> {
  const explained = new Map<string, string>();
  for (const { why, findings } of JSON.parse(readFileSync(file, "utf8")) as Explanation[]) {
    assert(why.length > 0 && findings.length > 0, `${file}: an explanation has no reason or no finding`);
    for (const finding of findings) {
      assert(!explained.has(finding), `${file}: explained twice: ${finding}`);
      explained.set(finding, why);
    }
  }
  return explained;
}
