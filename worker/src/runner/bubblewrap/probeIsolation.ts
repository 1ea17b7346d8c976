import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { noIsolation, type Isolation } from "../isolation.ts";
import { createMemoryGroup } from "./memoryGroup.ts";
import { findBubblewrap, isolatedCommand, jobUid, prepareJobFolder } from "./sandbox.ts";
import type { SandboxJob } from "./Stage.ts";
import { startProcess } from "./startProcess.ts";

/** The first version with sized temporary folders and `--disable-userns`. */
const OLDEST = [0, 8] as const;

const MEBIBYTE = 1024 * 1024;
const trialLimits: SandboxJob["limits"] = {
  memoryBytes: 256 * MEBIBYTE,
  processes: 64,
  wallSeconds: 20,
  openFiles: 64,
  stateBytes: MEBIBYTE,
  outputBytes: MEBIBYTE,
  outputFiles: 1,
  logBytes: MEBIBYTE,
};

/** Says from inside of a sandbox, as the kernel tells it there, what account and rights it has, and whom it can reach. */
const LOOK = `
grep -E "^(Uid|NoNewPrivs|Seccomp):" /proc/self/status
grep "^Max processes" /proc/self/limits
sed -n "s/^ *\\([^ :]*\\):.*/Interface: \\1/p" /proc/net/dev
for folder in / /usr /usr/bin /data /data/model; do
  if (: > "$folder/written") 2>/dev/null; then echo "Written: $folder"; fi
done
echo "Looked"
`;

/** What the machine can do, and where its bubblewrap is. */
export interface ProbedIsolation {
  readonly isolation: Isolation;
  /** Path of bubblewrap, if it runs. */
  readonly bubblewrap?: string;
}

/** Finds out what isolation runs get on this machine, by running one that looks around; versions alone tell little. */
export async function probeIsolation(): Promise<ProbedIsolation> {
  const memory = await memoryLimitKind();
  const none = (reason: string): ProbedIsolation => ({
    isolation: { ...noIsolation, uid: process.getuid?.() ?? 0, memory, disk: "polling", reason },
  });
  if (process.platform !== "linux") return none("bubblewrap exists for Linux only");
  const bubblewrap = await findBubblewrap();
  if (bubblewrap === undefined) return none("bubblewrap is not installed");
  const { stdout } = await promisify(execFile)(bubblewrap, ["--version"]);
  const version = /(\d+)\.(\d+)[\d.]*/.exec(stdout);
  const [major, minor] = [Number(version?.[1]), Number(version?.[2])];
  if (!(major > OLDEST[0] || minor >= OLDEST[1]))
    return none(`${stdout.trim()} is older than ${OLDEST.join(".")}`);
  const { seen, trouble } = await lookAround(bubblewrap);
  if (trouble !== undefined) return none(`bubblewrap does not run here (${trouble})`);
  const measured = isolationIn(seen);
  return {
    bubblewrap,
    isolation: { level: "bubblewrap", version: version?.[0] ?? "", ...measured, memory, disk: "polling" },
  };
}

/** Looks around in a whole sandbox; says what went wrong, such as user namespaces being forbidden. */
async function lookAround(
  bubblewrap: string,
): Promise<{ readonly seen: string; readonly trouble?: string | undefined }> {
  const folder = await mkdtemp(join(tmpdir(), "posthuman-probe-"));
  try {
    await prepareJobFolder(folder, jobUid(folder));
    const run = startProcess(
      isolatedCommand(bubblewrap, {
        folder,
        runtime: { executable: "/bin/sh", folders: [] },
        args: ["-c", LOOK],
        binds: [],
        env: {},
        limits: trialLimits,
        loopback: false,
      }),
    );
    const { code } = await run.ended;
    const seen = run.consoleTail();
    if (code === 0 && /^Looked$/m.test(seen)) return { seen };
    return { seen, trouble: seen.trim().split("\n").at(-1) || `exit code ${code}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads what a look around printed. What it does not say counts as weak. */
function isolationIn(
  seen: string,
): Pick<
  Isolation,
  "network" | "seccomp" | "readOnlyRoot" | "uid" | "noNewPrivileges" | "processes" | "kernel"
> {
  const value = (name: RegExp) => Number(new RegExp(`^${name.source}\\s+(\\d+)`, "m").exec(seen)?.[1] ?? 0);
  const interfaces = [...seen.matchAll(/^Interface: (.*)$/gm)].map(([, name]) => name);
  return {
    network: interfaces.every((name) => name === "lo") ? "none" : "open",
    seccomp: value(/Seccomp:/) === 2,
    readOnlyRoot: !/^Written:/m.test(seen),
    uid: value(/Uid:/),
    noNewPrivileges: value(/NoNewPrivs:/) === 1,
    processes: value(/Max processes/) === trialLimits.processes ? "job" : "absent",
    kernel: "shared",
  };
}

async function memoryLimitKind(): Promise<Isolation["memory"]> {
  const group = createMemoryGroup(trialLimits.memoryBytes);
  await group?.remove();
  return group ? "cgroup" : "polling";
}
