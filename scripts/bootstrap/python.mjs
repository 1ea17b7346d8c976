import { existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SetupError, diagnose } from "./errors.mjs";
import { findProgram, run } from "./run.mjs";
import { root, stamp, toolchain } from "./toolchain.mjs";

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

const uvVersion = "0.13.9";
const uvHome = join(toolchain, "uv");

/** Where the private copy's program lies. */
export const uvBin = join(uvHome, "bin");

/**
 * The uv program: the one on PATH, else a private copy installed by `python` from PyPI.
 * @returns {Promise<string>}
 */
async function findUv(python, env, note) {
  const own = join(uvBin, "uv");
  const known = findProgram("uv", env.PATH);
  if (known !== undefined && (await run(known, ["--version"], { env })).code === 0) return known;
  if (existsSync(own) && (await run(own, ["--version"], { env })).code === 0) return own;
  rmSync(uvHome, { recursive: true, force: true });
  const pip = (from) => [
    from,
    ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", `uv==${uvVersion}`],
  ];
  let [program, args] = pip(python);
  let result = await run(program, [...args, "--target", uvHome], { env, onLine: note });
  if (/No module named pip/.test(result.output)) {
    // A system's Python often comes without pip, but can make an environment that has it.
    result = await run(python, ["-m", "venv", uvHome], { env, onLine: note });
    if (result.code === 0) {
      [program, args] = pip(join(uvBin, "python"));
      result = await run(program, args, { env, onLine: note });
    }
  }
  if (result.code !== 0)
    throw diagnose("uv, which installs the Python packages, could not be installed", result);
  return own;
}

const names = ["python3.13", "python3.12", "python3.11", "python3", "python3.14"];
const question = "import sys; print(sys.implementation.name, *sys.version_info[:2], sys.executable)";

/** The first CPython 3.11 or newer on PATH; it is asked, since a name may be a shim for nothing. */
async function findPython(env) {
  const seen = [];
  for (const name of names) {
    const program = findProgram(name, env.PATH);
    if (program === undefined) continue;
    const { code, output } = await run(program, ["-c", question], { env });
    const [, kind, major, minor, executable] = /^(\w+) (\d+) (\d+) (.+)$/m.exec(output) ?? [];
    if (code !== 0 || kind === undefined) continue;
    if (kind === "cpython" && Number(major) === 3 && Number(minor) >= 11) return executable;
    seen.push(`${name} is ${kind === "cpython" ? "Python" : kind} ${major}.${minor}`);
  }
  throw new SetupError(
    `CPython 3.11 or newer was not found${seen.length > 0 ? ` (${seen.join(", ")})` : ""}.`,
    "Install it (Debian, Ubuntu: apt-get install python3 python3-venv), then run the same command again.",
  );
}
