import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/**
 * A copy of some files and folders of the checkout, with its npm packages, in the system's folder for temporary files:
 * what a long run reads stays as it is, and what it writes spoils nothing. It is removed when this process ends.
 */
export function createScratch(parts: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "posthuman-scratch-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
  for (const part of parts) cpSync(part, join(folder, part), { recursive: true });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  return folder;
}
