import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { diagnose } from "./diagnose.mjs";
import { findProgram } from "./findProgram.mjs";
import { toolchain } from "./paths.mjs";
import { run } from "./run.mjs";

const version = "0.13.9";
const home = join(toolchain, "uv");

/** Where the private copy's program lies. */
export const uvBin = join(home, "bin");

/**
 * The uv program: the one on PATH, else a private copy installed by `python` from PyPI.
 * @returns {Promise<string>}
 */
export async function findUv(python, env, note) {
  const own = join(uvBin, "uv");
  const known = findProgram("uv", env.PATH);
  if (known !== undefined && (await run(known, ["--version"], { env })).code === 0) return known;
  if (existsSync(own) && (await run(own, ["--version"], { env })).code === 0) return own;
  rmSync(home, { recursive: true, force: true });
  const pip = (from) => [
    from,
    ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", `uv==${version}`],
  ];
  let [program, args] = pip(python);
  let result = await run(program, [...args, "--target", home], { env, onLine: note });
  if (/No module named pip/.test(result.output)) {
    // A system's Python often comes without pip, but can make an environment that has it.
    result = await run(python, ["-m", "venv", home], { env, onLine: note });
    if (result.code === 0) {
      [program, args] = pip(join(uvBin, "python"));
      result = await run(program, args, { env, onLine: note });
    }
  }
  if (result.code !== 0)
    throw diagnose("uv, which installs the Python packages, could not be installed", result);
  return own;
}
