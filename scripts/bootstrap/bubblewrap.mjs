import { SetupError, diagnose } from "./errors.mjs";
import { findProgram, run } from "./run.mjs";

/** Package managers, and what installs bubblewrap with each. */
const managers = {
  "apt-get": [
    ["update", "-q"],
    ["install", "-q", "-y", "--no-install-recommends", "bubblewrap"],
  ],
  dnf: [["install", "-q", "-y", "bubblewrap"]],
  apk: [["add", "bubblewrap"]],
  pacman: [["-Sy", "--noconfirm", "bubblewrap"]],
  zypper: [["--non-interactive", "install", "bubblewrap"]],
};

/** bubblewrap, in which the worker runs every algorithm. */
export const bubblewrap = {
  title: "bubblewrap",
  ready: () => findProgram("bwrap") !== undefined,
  async install(env, note) {
    const manager = Object.keys(managers).find((name) => findProgram(name, env.PATH) !== undefined);
    const commands = managers[manager] ?? [];
    const byHand =
      commands.length > 0
        ? `sudo ${manager} ${commands
            .at(-1)
            .filter((word) => word !== "-q")
            .join(" ")}`
        : "your system's package manager";
    const prefix = await becomeRoot(env);
    if (manager === undefined || prefix === undefined) {
      throw new SetupError(
        "bubblewrap (the program bwrap), which sandboxes algorithms, is not installed.",
        `Install it with: ${byHand}`,
      );
    }
    for (const args of commands) {
      const [program, ...rest] = [...prefix, manager, ...args];
      const result = await run(program, rest, {
        env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
        onLine: note,
      });
      // A broken third-party source fails `update`, yet the package may be there.
      if (result.code !== 0 && args === commands.at(-1))
        throw diagnose(`bubblewrap could not be installed (by hand: ${byHand})`, result);
    }
    if (findProgram("bwrap") === undefined) {
      throw new SetupError(
        "bubblewrap was installed, but the program bwrap is not on PATH.",
        "Add its folder to PATH, then run the same command again.",
      );
    }
  },
};

/** What to put before a command so that root runs it: nothing, sudo if it asks for no password, or undefined. */
async function becomeRoot(env) {
  if (process.getuid?.() === 0) return [];
  if (findProgram("sudo", env.PATH) === undefined) return undefined;
  return (await run("sudo", ["-n", "true"], { env })).code === 0 ? ["sudo", "-n"] : undefined;
}
