import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { diagnose } from "./diagnose.mjs";
import { node, npmMissing } from "./node.mjs";
import { root } from "./paths.mjs";
import { run } from "./run.mjs";
import { SetupError } from "./SetupError.mjs";
import { stamp } from "./stamp.mjs";

const modules = join(root, "node_modules");
const readLock = () => readFileSync(join(root, "package-lock.json"), "utf8");
const mark = () => stamp(join(modules, ".complete"), [readLock()]);

/** Native parts that npm leaves out without a word where a platform's package is missing. */
const natives = `
  require("@nomicfoundation/edr");
  const { execFileSync } = require("node:child_process");
  for (const name of ["anvil", "esbuild"]) execFileSync("node_modules/.bin/" + name, ["--version"], { stdio: "pipe" });
`;

/** The npm packages, exactly as locked. Install scripts are not run: none of the packages needs its own. */
export const packages = {
  title: "npm packages",
  ready: () => mark().fresh() || adopt(),
  async install(env, note) {
    const args = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--no-progress"];
    const result = await run("npm", args, { env, onLine: note });
    if (result.code === 127) throw npmMissing();
    if (result.code !== 0) throw diagnose("The npm packages could not be installed", result);
    const check = await run(node.program, ["--eval", natives], { env });
    if (check.code !== 0) {
      throw new SetupError(
        `The npm packages are there, but a native one does not run on ${process.platform}-${process.arch}.`,
        "See .toolchain/setup.log for which; Linux on x64 or arm64 with glibc is what works.",
      );
    }
    mark().write();
  },
};

/** Accepts an install made by hand (`npm install`) if npm's own record of it equals the lock and nothing is missing. */
function adopt() {
  const record = join(modules, ".package-lock.json");
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  const locked = JSON.parse(readLock()).packages;
  const same = Object.entries(locked).every(([path, entry]) => {
    if (path === "" || entry.link || !path.includes("node_modules/")) return true;
    if (installed[path] === undefined) return entry.optional === true;
    return installed[path].version === entry.version && existsSync(join(root, path, "package.json"));
  });
  if (same) mark().write();
  return same;
}
