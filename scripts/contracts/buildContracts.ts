import { execFileSync } from "node:child_process";
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
  // What Hardhat says goes to stderr: a command's stdout is its own.
  execFileSync("node_modules/.bin/hardhat", ["build", "--quiet", "--no-tests"], { stdio: ["ignore", 2, 2] });
  writeFileSync(mark, sources);
}

/** The hash of all that the artifacts depend on. */
function hashSources(): string {
  const tests = ["contracts/**/*.t.sol"];
  const files = [
    ...globSync("contracts/**/*.sol", { exclude: tests }),
    "hardhat.config.ts",
    "package-lock.json",
  ];
  const hash = createHash("sha256");
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(file));
  return hash.digest("hex");
}
