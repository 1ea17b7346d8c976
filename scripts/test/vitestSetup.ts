import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildContracts } from "../contracts/buildContracts.ts";

/**
 * Vitest calls it once before all: tests that deploy contracts find them compiled, and a folder for what a run makes
 * only once.
 */
export function setup(): () => void {
  buildContracts();
  const folder = mkdtempSync(join(tmpdir(), "posthuman-run-"));
  process.env["POSTHUMAN_TEST_RUN"] = folder;
  return () => rmSync(folder, { recursive: true });
}
