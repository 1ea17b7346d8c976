import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** Bytes of the console's end that are kept. */
const TAIL_BYTES = 32_768;

/** What to start, and how. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Read by the process from file descriptor 4. */
  readonly seccomp?: Buffer | undefined;
  /** Whether the process is bubblewrap, which reports on file descriptor 3 how the command that it runs ended. */
  readonly wrapped: boolean;
  /** A Python that starts the command in a memory group, and without files that the worker inherited open. */
  readonly launcher?: string;
  /** A file into which the launcher writes to join a memory group. */
  readonly joinFile?: string | undefined;
}

/** How a process ended. */
interface ProcessEnd {
  /** Exit code of the command; 128 + n where signal n ended it; undefined if bubblewrap never started it. */
  readonly code: number | undefined;
}

/** A started command and all processes that descend from it. */
export interface SandboxProcess {
  /** Processes of the sandbox, the topmost first, empty before it is set up. */
  tree(): ProcessUsage[];
  /** Asks the algorithm to stop. */
  terminate(): void;
  /** Ends all processes at once. */
  kill(): void;
  /** Bytes written to the console so far. */
  consoleBytes(): number;
  consoleTail(): string;
  /** Fulfilled when no process of the sandbox is left. */
  readonly ended: Promise<ProcessEnd>;
}

/** File descriptor of the process on which bubblewrap reports its status. */
export const STATUS_FD = 3;

/** File descriptor of the process from which bubblewrap reads the filter of system calls. */
export const SECCOMP_FD = 4;

/**
 * Joins the group and becomes the command, so that nothing of it ever runs outside of the group. Node closes its own
 * files for its children, but not those with which it was started itself, and one of a folder would be a way out.
 */
const LAUNCH = `
import os, sys
group, command = sys.argv[1], sys.argv[2:]
if group:
    with open(group, "w") as file:
        file.write("0")
for name in os.listdir("/dev/fd"):
    try:
        if int(name) > ${SECCOMP_FD}: os.set_inheritable(int(name), False)
    except OSError:
        pass
os.execv(command[0], command)`;

/** Starts a command in a session of its own, so that a terminal's Ctrl-C does not reach it before the worker decides. */
export function startProcess({
  argv,
  cwd,
  env,
  seccomp,
  wrapped,
  launcher,
  joinFile,
}: Command): SandboxProcess {
  const launch = launcher === undefined ? [] : [launcher, "-I", "-S", "-c", LAUNCH, joinFile ?? ""];
  const [file, ...args] = [...launch, ...argv] as [string, ...string[]];
  const stdio: SpawnOptions["stdio"] = ["ignore", "pipe", "pipe", "pipe", "pipe"];
  const child: ChildProcess = spawn(file, args, { cwd, env, detached: true, stdio });
  const filter = child.stdio[SECCOMP_FD] as NodeJS.WritableStream;
  filter.on("error", () => undefined);
  filter.end(seccomp ?? "");
  const status = readStatus(child);
  const output = watchConsole(child);
  const top = () => (wrapped ? status.init() : child.pid);

  const kill = () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    // The first process of a namespace takes all others with it; without one, the group is all there is.
    const init = wrapped ? status.init() : undefined;
    if (init !== undefined) signal(init, "SIGKILL");
    else if (child.pid !== undefined) signal(-child.pid, "SIGKILL");
  };

  return {
    tree: () => {
      const pid = top();
      return pid === undefined ? [] : processTree(pid);
    },
    terminate() {
      const pid = top();
      // Inside, the namespace's first process is bubblewrap's; the algorithm is its first child.
      const target =
        wrapped && pid !== undefined ? processTree(pid).find(({ parent }) => parent === pid)?.pid : pid;
      if (target === undefined) kill();
      else signal(target, "SIGTERM");
    },
    kill,
    ...output,
    ended: waitForEnd(child, wrapped, status),
  };
}

async function waitForEnd(
  child: ChildProcess,
  wrapped: boolean,
  status: ReturnType<typeof readStatus>,
): Promise<ProcessEnd> {
  const [code, signalName] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  const init = status.init();
  // bubblewrap ends with its command; what the command left behind dies with the namespace, a moment later.
  if (init !== undefined) {
    while (processTree(init).length > 0) {
      signal(init, "SIGKILL");
      await sleep(5);
    }
  } else if (!wrapped && child.pid !== undefined) signal(-child.pid, "SIGKILL");
  await status.closed;
  const shellCode = code ?? 128 + signalNumber(signalName);
  if (!wrapped) return { code: shellCode };
  // bubblewrap's own errors have code 1; another one without a status is that of its first process, killed by force.
  return { code: status.exitCode() ?? (shellCode === 1 ? undefined : shellCode) };
}

/** bubblewrap's status: JSON documents, the first with the host's number of the namespace's first process. */
function readStatus(child: ChildProcess) {
  let text = "";
  const stream = child.stdio[STATUS_FD] as NodeJS.ReadableStream;
  stream.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
  stream.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => stream.once("close", resolve));
  const field = (name: string) => {
    const found = new RegExp(`"${name}"\\s*:\\s*(\\d+)`).exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  return { init: () => field("child-pid"), exitCode: () => field("exit-code"), closed };
}

function watchConsole(child: ChildProcess) {
  let bytes = 0;
  let tail = Buffer.alloc(0);
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      tail = Buffer.concat([tail, chunk]).subarray(-TAIL_BYTES);
    });
  return {
    consoleBytes: () => bytes,
    // Control characters could rewrite the terminal of the operator who reads it.
    consoleTail: () => tail.toString("utf8").replace(/[^\P{C}\n\t]/gu, "\uFFFD"),
  };
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function signalNumber(name: NodeJS.Signals | null): number {
  return name === null ? 0 : (constants.signals[name] ?? 0);
}

/** A process as the kernel describes it now. */
export interface ProcessUsage {
  readonly pid: number;
  readonly parent: number;
  /** Memory in bytes that it holds, shared pages included. */
  readonly memoryBytes: number;
  /** Processor seconds of it and of those children that it has waited for. */
  readonly cpuSeconds: number;
}

/** The kernel's unit of processor time and the size of a page, the same on every Linux that Node runs on but for large pages. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** The process `root` and all that descend from it, parents before their children; none if it is gone, or without /proc. */
export function processTree(root: number): ProcessUsage[] {
  const childrenOf = new Map<number, ProcessUsage[]>();
  let top: ProcessUsage | undefined;
  for (const name of processNames()) {
    const found = readProcess(Number(name));
    if (!found) continue;
    if (found.pid === root) top = found;
    const siblings = childrenOf.get(found.parent);
    if (siblings) siblings.push(found);
    else childrenOf.set(found.parent, [found]);
  }
  if (!top) return [];
  const tree = [top];
  for (const { pid } of tree) tree.push(...(childrenOf.get(pid) ?? []).sort((a, b) => a.pid - b.pid));
  return tree;
}

function processNames(): string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function readProcess(pid: number): ProcessUsage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field, the command's name, is the process's own to choose: brackets and spaces included.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const number = (index: number) => Number(fields[index]);
    // Ended, but nobody has waited for it yet: it holds nothing any more.
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    const ticks = number(11) + number(12) + number(13) + number(14);
    const memoryBytes = number(21) * PAGE_BYTES;
    return { pid, parent: number(1), memoryBytes, cpuSeconds: ticks / TICKS_PER_SECOND };
  } catch {
    return undefined;
  }
}
