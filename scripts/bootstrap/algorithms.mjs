import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { diagnose } from "./diagnose.mjs";
import { root } from "./paths.mjs";
import { findPython } from "./python.mjs";
import { run } from "./run.mjs";
import { stamp } from "./stamp.mjs";
import { findUv } from "./uv.mjs";

const project = join(root, "algorithms");
const environment = join(project, ".venv");
const read = (name) => readFileSync(join(project, name), "utf8");
const mark = () => stamp(join(environment, ".complete"), [read("uv.lock"), read("pyproject.toml")]);

/** The Python environment of the algorithms, exactly as locked. */
export const algorithms = {
  title: "Python packages",
  ready: () => mark().fresh() && existsSync(join(environment, "bin", "python")),
  async install(env, note) {
    const python = await findPython(env);
    const uv = await findUv(python, env, note);
    const args = [
      "sync",
      "--frozen",
      "--project",
      project,
      "--python",
      python,
      "--no-progress",
      "--color",
      "never",
    ];
    // Another project's active environment must not be taken for this one's.
    const own = { ...env, UV_PROJECT_ENVIRONMENT: environment, UV_PYTHON_DOWNLOADS: "never" };
    const result = await run(uv, args, { env: own, onLine: note });
    if (result.code !== 0) throw diagnose("The Python packages could not be installed", result);
    // A sandboxed job cannot write bytecode. Without it jobs only begin some seconds later, so a failure stops nothing.
    note("compiling");
    await run(join(environment, "bin", "python"), ["-m", "posthuman_algorithms", "prepare"], { env: own });
    mark().write();
  },
};
