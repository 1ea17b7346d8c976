import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { diagnose } from "./diagnose.mjs";
import { root } from "./paths.mjs";
import { findPython } from "./python.mjs";
import { run } from "./run.mjs";
import { stamp } from "./stamp.mjs";
import { findUv } from "./uv.mjs";

/** What each project's environment runs once it is complete. Its failure stops nothing. */
const projects = [
  // A sandboxed job cannot write bytecode. Without it jobs only begin some seconds later.
  { folder: join(root, "algorithms"), then: ["-m", "posthuman_algorithms", "prepare"] },
  {
    folder: join(root, "algorithms", "conversion"),
    then: ["-m", "posthuman_conversion", "prepare"],
    path: [join(root, "algorithms", "conversion", "src"), join(root, "algorithms", "src")],
  },
  { folder: join(root, "test", "e2e", "clients") },
];

const environmentOf = ({ folder }) => join(folder, ".venv");
const pythonOf = (project) => join(environmentOf(project), "bin", "python");

function markOf(project) {
  const read = (name) => readFileSync(join(project.folder, name), "utf8");
  return stamp(join(environmentOf(project), ".complete"), [read("uv.lock"), read("pyproject.toml")]);
}

const isReady = (project) => markOf(project).fresh() && existsSync(pythonOf(project));

/** The Python environments, each exactly as its project locks it. */
export const pythonPackages = {
  title: "Python packages",
  ready: () => projects.every(isReady),
  async install(env, note) {
    const python = await findPython(env);
    const uv = await findUv(python, env, note);
    for (const project of projects) {
      if (!isReady(project)) await sync(project, { python, uv, env, note });
    }
  },
};

async function sync(project, { python, uv, env, note }) {
  const args = [
    ...["sync", "--frozen", "--project", project.folder, "--python", python],
    ...["--no-progress", "--color", "never"],
  ];
  // Another project's active environment must not be taken for this one's.
  const own = { ...env, UV_PROJECT_ENVIRONMENT: environmentOf(project), UV_PYTHON_DOWNLOADS: "never" };
  const result = await run(uv, args, { env: own, onLine: note });
  if (result.code !== 0) throw diagnose("The Python packages could not be installed", result);
  if (project.then !== undefined) {
    note("compiling");
    const PYTHONPATH = project.path?.join(delimiter) ?? "";
    await run(pythonOf(project), project.then, { env: { ...own, PYTHONPATH } });
  }
  markOf(project).write();
}
