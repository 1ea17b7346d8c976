import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, resolve } from "node:path";

const VERSION = "0.11.6";
/** Nothing published later is installed with it, so that the same findings come out tomorrow. */
const PACKAGES_UNTIL = "2026-11-01";
const folder = resolve(".toolchain/slither");
const mark = `${folder}/.complete`;
const expected = `${VERSION} ${PACKAGES_UNTIL}`;

/** Installs Slither by uv into its own folder, once; returns its program. */
export function installSlither(): string {
  const program = `${folder}/bin/slither`;
  if (existsSync(program) && existsSync(mark) && readFileSync(mark, "utf8") === expected) return program;
  console.error(`installing slither-analyzer ${VERSION} …`);
  rmSync(folder, { recursive: true, force: true });
  uv("venv", "--quiet", "--python", ">=3.11,<3.14", folder);
  uv(
    ...["pip", "install", "--quiet", "--python", `${folder}/bin/python`],
    ...["--exclude-newer", PACKAGES_UNTIL, `slither-analyzer==${VERSION}`],
  );
  writeFileSync(mark, expected);
  return program;
}

/** The bootstrap puts uv on PATH, or into the toolchain. */
function uv(...args: string[]): void {
  const PATH = [process.env.PATH, resolve(".toolchain/uv/bin")].join(delimiter);
  const env = { ...process.env, PATH, UV_PYTHON_DOWNLOADS: "never" };
  const { status, stderr, error } = spawnSync("uv", args, { encoding: "utf8", env });
  assert.equal(status, 0, `Slither could not be installed.\n${error?.message ?? stderr}`);
}
