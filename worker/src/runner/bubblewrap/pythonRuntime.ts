import { execFile } from "node:child_process";
import { readlink, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";
import { PosthumanError } from "@posthuman/sdk";

/** What a sandbox must show of the host for a Python to run. */
export interface PythonRuntime {
  /** The path to run: in a virtual environment, its own `bin/python`. */
  readonly executable: string;
  /** Folders to show, at the path under which Python looks for them, and where they really lie. */
  readonly folders: readonly { readonly path: string; readonly source: string }[];
}

/** Folders that hold more than a Python, so that showing them would show secrets. */
const TOO_BROAD = new Set([
  ...[
    "/",
    "/home",
    "/root",
    "/etc",
    "/var",
    "/run",
    "/proc",
    "/sys",
    "/dev",
    "/tmp",
    "/data",
    "/opt",
    "/mnt",
  ],
  homedir(),
]);

const QUERY =
  "import json,sys;print(json.dumps([sys.executable,sys.prefix,sys.base_prefix,sys.base_exec_prefix]))";

/**
 * Finds the folders of the Python at `interpreter`: its own and, in a virtual environment, those of the Python that it
 * was made from, through every link in between (uv and pyenv link them). The interpreter is the operator's and is run.
 * @throws PosthumanError `INTERPRETER_UNUSABLE`.
 */
export async function pythonRuntime(interpreter: string): Promise<PythonRuntime> {
  const unusable = (reason: string, cause?: unknown) =>
    new PosthumanError("INTERPRETER_UNUSABLE", { interpreter, reason }, { cause });
  const [executable, ...prefixes] = await promisify(execFile)(interpreter, ["-I", "-c", QUERY], {
    timeout: 30_000,
  })
    .then(({ stdout }) => JSON.parse(stdout) as [string, ...string[]])
    .catch((error: unknown) => {
      throw unusable("it does not run, or is not a Python", error);
    });
  const paths = new Set(prefixes);
  for (let link = executable; ;) {
    const target = await readlink(link).catch(() => undefined);
    if (target === undefined) break;
    link = resolve(dirname(link), target);
    paths.add(dirname(dirname(link)));
  }
  for (const path of [...paths]) paths.add(await realpath(path));
  const folders = [];
  for (const path of [...paths].sort()) {
    if (path === "/usr" || path.startsWith("/usr/")) continue;
    const source = await realpath(path);
    // `/bin/python3` on a system where /bin is a link to /usr/bin.
    if (path === "/" && (await realpath("/bin")) === "/usr/bin") continue;
    if (TOO_BROAD.has(path) || TOO_BROAD.has(source))
      throw unusable(`its folder ${path} holds more than a Python`);
    folders.push({ path, source });
  }
  return { executable, folders };
}
