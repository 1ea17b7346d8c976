import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";

const mark = "artifacts/.complete";
const types = "types/ethers-contracts";

/**
 * Compiles the contracts into `artifacts/`, and their types for the Hardhat tests, if they changed since; starting
 * Hardhat only to learn that takes seconds.
 */
export function buildContracts(): void {
  const sources = hashSources();
  if (existsSync(types) && existsSync(mark) && readFileSync(mark, "utf8") === sources) return;
  // On stderr: stdout may belong to a document. The first time takes minutes.
  process.stderr.write("compiling the contracts …\n");
  // Hardhat's words are shown only if it fails: among them is a warning of the compiler about OpenZeppelin's own code.
  const { status, stdout, stderr } = spawnSync("node_modules/.bin/hardhat", [
    "build",
    "--quiet",
    "--no-tests",
  ]);
  assert.equal(status, 0, `The contracts could not be compiled.\n${String(stdout)}${String(stderr)}`);
  writeFileSync(mark, sources);
}

/** The hash of all that the artifacts depend on. */
function hashSources(): string {
  const tests = ["contracts/**/*.t.sol"];
  const files = [
    ...globSync("contracts/**/*.sol", { exclude: tests }),
    "scripts/contracts/hardhatSettings.ts",
    "package-lock.json",
  ];
  const hash = createHash("sha256");
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(file));
  return hash.digest("hex");
}
