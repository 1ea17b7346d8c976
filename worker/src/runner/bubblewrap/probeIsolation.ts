import { execFile } from "node:child_process";
import { access, constants, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Isolation, SandboxJob } from "../Runner.ts";
import { isolatedCommand, jobUid, prepareJobFolder } from "./sandbox.ts";
import { seccompFilter } from "./seccompFilter.ts";
import { createMemoryGroup, startProcess } from "./startProcess.ts";

/** The first version with sized temporary folders and `--disable-userns`. */
const OLDEST = [0, 8] as const;

const MEBIBYTE = 1024 * 1024;
const trialLimits: SandboxJob["limits"] = {
  ...{ memoryBytes: 256 * MEBIBYTE, processes: 64, wallSeconds: 20, openFiles: 64 },
  ...{ stateBytes: MEBIBYTE, outputBytes: MEBIBYTE, outputFiles: 1, logBytes: MEBIBYTE },
};

/** What the machine can do, and where its bubblewrap is. It is found out by running one, not by looking at versions alone. */
export async function probeIsolation(): Promise<Isolation & { readonly bubblewrap?: string }> {
  const memory = await memoryLimitKind();
  const none = (reason: string) => ({ level: "none", seccomp: false, memory, reason }) as const;
  if (process.platform !== "linux") return none("bubblewrap exists for Linux only");
  const bubblewrap = await findBubblewrap();
  if (bubblewrap === undefined) return none("bubblewrap is not installed");
  const { stdout } = await promisify(execFile)(bubblewrap, ["--version"]);
  const version = /(\d+)\.(\d+)[\d.]*/.exec(stdout);
  const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
  if (!(major > OLDEST[0] || minor >= OLDEST[1]))
    return none(`${stdout.trim()} is older than ${OLDEST.join(".")}`);
  const trouble = await tryToRun(bubblewrap);
  if (trouble !== undefined) return none(`bubblewrap does not run here (${trouble})`);
  const seccomp = seccompFilter() !== undefined;
  return { level: "bubblewrap", version: version?.[0] ?? "", seccomp, memory, bubblewrap };
}

/** Runs a program that does nothing in a whole sandbox; says what went wrong, such as user namespaces being forbidden. */
async function tryToRun(bubblewrap: string): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "posthuman-probe-"));
  try {
    await prepareJobFolder(folder, jobUid(folder));
    const job = { folder, interpreter: "/usr/bin/true", args: [], binds: [], env: {}, limits: trialLimits };
    const run = startProcess(isolatedCommand(bubblewrap, job, { executable: "/usr/bin/true", folders: [] }));
    const { code } = await run.ended;
    return code === 0 ? undefined : run.consoleTail().trim().split("\n").at(-1) || `exit code ${code}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function memoryLimitKind(): Promise<Isolation["memory"]> {
  const group = createMemoryGroup(trialLimits.memoryBytes);
  await group?.remove();
  return group ? "cgroup" : "polling";
}

/** Where systems keep bubblewrap. The worker's own PATH is not asked: whoever can change that could replace the sandbox. */
const PLACES = ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"];

/** Path of bubblewrap, or nothing if it is not installed. */
export async function findBubblewrap(): Promise<string | undefined> {
  for (const path of PLACES) {
    const executable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return path;
  }
  return undefined;
}
