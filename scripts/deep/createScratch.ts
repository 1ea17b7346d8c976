import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";

/** What the copy leaves out wherever it lies; `node_modules` is linked. */
const never = ["node_modules", ".git", ".toolchain", ".venv", "coverage", "demo-output"];
const builds = ["artifacts", "cache", "types"];

/**
 * A copy of the checkout in the system's folder for temporary files: what a long run reads stays as it is, and what it
 * writes spoils nothing. It is removed when this process ends.
 * @param built whether it has what was compiled, too
 */
export function createScratch({ built }: { readonly built: boolean }): string {
  const folder = mkdtempSync(join(tmpdir(), "posthuman-scratch-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
  const left = new Set(built ? never : [...never, ...builds]);
  cpSync(".", folder, { recursive: true, filter: (source) => !left.has(basename(source)) });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  return folder;
}

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
