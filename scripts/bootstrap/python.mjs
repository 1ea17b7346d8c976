import { findProgram } from "./findProgram.mjs";
import { run } from "./run.mjs";
import { SetupError } from "./SetupError.mjs";

const names = ["python3.13", "python3.12", "python3.11", "python3", "python3.14"];
const question = "import sys; print(sys.implementation.name, *sys.version_info[:2], sys.executable)";

/** The first CPython 3.11 or newer on PATH; it is asked, since a name may be a shim for nothing. */
export async function findPython(env) {
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
