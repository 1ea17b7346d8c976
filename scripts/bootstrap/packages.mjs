import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "./errors.mjs";
import { node, npm } from "./node.mjs";
import { run } from "./run.mjs";
import { root, stamp } from "./toolchain.mjs";

const modules = join(root, "node_modules");
const readLock = () => readFileSync(join(root, "package-lock.json"), "utf8");
const mark = () => stamp(join(modules, ".complete"), [readLock()]);

/** Native parts that npm leaves out without a word where a platform's package is missing. */
const natives = `
  require("@nomicfoundation/edr");
  const { execFileSync } = require("node:child_process");
  for (const name of ["anvil", "esbuild"]) execFileSync("node_modules/.bin/" + name, ["--version"], { stdio: "pipe" });
`;

/** The npm packages, exactly as locked. */
export const packages = {
  title: "npm packages",
  ready: () => mark().fresh() || adopt(),
  async install(env, note) {
    await npm("The npm packages could not be installed", ["ci", "--no-progress"], env, note);
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
