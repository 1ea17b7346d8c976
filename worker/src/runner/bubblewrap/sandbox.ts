import { createHash } from "node:crypto";
import { close, constants, existsSync, fstatSync, open, statSync } from "node:fs";
import { access, chmod, lchown, mkdir, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { EngineAddress } from "../Runner.ts";
import { resourceLimits, TEMPORARY_BYTES, TEMPORARY_FOLDERS } from "./limits.ts";
import { seccompFilter } from "./seccompFilter.ts";
import type { SandboxJob } from "./Stage.ts";
import { SECCOMP_FD, STATUS_FD, type Command } from "./startProcess.ts";

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

/** The command that runs a job in the sandbox of the `bubblewrap` at that path. */
export function isolatedCommand(bubblewrap: string, job: SandboxJob): Command {
  const seccomp = seccompFilter(process.arch, job);
  const args = bubblewrapArguments(job, {
    uid: jobUid(job.folder),
    seccompFd: seccomp && SECCOMP_FD,
    statusFd: STATUS_FD,
  });
  // bubblewrap's own environment is empty, as the job can see bubblewrap in its /proc.
  return { argv: [bubblewrap, ...args], cwd: "/", env: {}, seccomp, wrapped: true };
}

/** The devices that exist in a sandbox. */
const DEVICES = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"];

/** What the dynamic loader needs of /etc, and what /usr/bin links to. No accounts, no keys, no host names. */
const CONFIGURATION = [
  "/etc/ld.so.cache",
  "/etc/ld.so.conf",
  "/etc/ld.so.conf.d",
  "/etc/alternatives",
  "/etc/localtime",
];

/** Top folders that are links into /usr on today's systems, and real folders on older ones. */
const SYSTEM = ["/bin", "/lib", "/lib32", "/lib64"];

/** Where programs look up what processors and memory there are. */
const PROCESSORS = ["/sys/devices/system/cpu", "/sys/devices/system/node"];

/** Where drivers look up what devices there are. */
const HARDWARE = [
  "/sys/bus/pci",
  "/sys/class/drm",
  "/sys/class/kfd",
  "/sys/dev/char",
  "/sys/devices",
  "/sys/module",
];

interface Mount {
  readonly path: string;
  readonly options: readonly string[];
}

/**
 * The command line of bubblewrap for a job: its namespaces, its root file system, its environment and, last, the job's
 * own command under its limits. `uid` is given where the worker is root: bubblewrap then needs no user namespace,
 * and `setpriv` takes root away for good before the algorithm starts.
 */
function bubblewrapArguments(
  job: SandboxJob,
  { uid, seccompFd, statusFd }: { uid: number | undefined; seccompFd: number | undefined; statusFd: number },
): string[] {
  return [
    ...["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"],
    ...(uid === undefined ? ["--unshare-user", "--disable-userns", "--uid", "65534", "--gid", "65534"] : []),
    ...["--hostname", "job", "--die-with-parent", "--new-session", "--clearenv", "--cap-drop", "ALL"],
    ...(uid === undefined
      ? []
      : ["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"].flatMap((name) => ["--cap-add", name])),
    ...(seccompFd === undefined ? [] : ["--seccomp", String(seccompFd)]),
    ...["--json-status-fd", String(statusFd)],
    ...rootFileSystem(job),
    ...["--remount-ro", "/", "--chdir", "/data"],
    ...Object.entries(environment(job.env)).flatMap(([name, value]) => ["--setenv", name, value]),
    "--",
    ...(uid === undefined ? [] : dropRoot(uid, groupsOf(job.devices ?? []))),
    ...resourceLimits(job),
    job.runtime.executable,
    ...job.args,
  ];
}

/** The algorithm's whole environment. */
function environment(own: Readonly<Record<string, string>>): Record<string, string> {
  const fixed = {
    PATH: "/usr/bin:/bin",
    HOME: "/tmp",
    TMPDIR: "/tmp",
    USER: "job",
    LOGNAME: "job",
    LANG: "C.UTF-8",
  };
  return { ...fixed, PYTHONDONTWRITEBYTECODE: "1", ...own, POSTHUMAN_JOB: "/data" };
}

function dropRoot(uid: number, groups: readonly number[]): string[] {
  const further = groups.length === 0 ? ["--clear-groups"] : ["--groups", groups.join(",")];
  const account = ["--reuid", String(uid), "--regid", String(uid), ...further];
  return ["/usr/bin/setpriv", ...account, "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs"];
}

/** Groups that may use devices which not everybody may, but for root's own. */
function groupsOf(devices: readonly string[]): number[] {
  const found = devices
    .map((path) => statSync(path))
    .filter(({ mode, gid }) => (mode & 0o006) !== 0o006 && gid > 0);
  return [...new Set(found.map(({ gid }) => gid))];
}

function rootFileSystem({ folder, binds, devices, runtime }: SandboxJob): string[] {
  const readOnly = (path: string, source = path): Mount => ({ path, options: ["--ro-bind", source, path] });
  const temporary = (path: string): Mount => ({
    path,
    options: ["--perms", "1777", "--size", String(TEMPORARY_BYTES), "--tmpfs", path],
  });
  const shown = [...runtime.folders, ...binds.map((path) => ({ path, source: path }))];
  const mounts: Mount[] = [
    readOnly("/usr"),
    ...SYSTEM.filter((path) => existsSync(path)).map((path) => readOnly(path)),
    ...CONFIGURATION.filter((path) => existsSync(path)).map((path) => readOnly(path)),
    ...[...DEVICES, ...(devices ?? [])].map((path) => ({ path, options: ["--dev-bind", path, path] })),
    ...hardwareFor(devices)
      .filter((path) => existsSync(path))
      .map((path) => readOnly(path)),
    { path: "/proc", options: ["--proc", "/proc"] },
    ...TEMPORARY_FOLDERS.map(temporary),
    ...shown.map(({ path, source }) => readOnly(path, source)),
    ...READ_ONLY_FOLDERS.map((name) => readOnly(`/data/${name}`, join(folder, name))),
    ...WRITABLE_FOLDERS.map((name) => ({
      path: `/data/${name}`,
      options: ["--bind", join(folder, name), `/data/${name}`],
    })),
  ];
  // Outer mounts come first, or they would hide the inner ones.
  mounts.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const made = new Set(["/"]);
  return mounts.flatMap(({ path, options }) => [...parentFolders(path, made), ...options]);
}

function hardwareFor(devices: SandboxJob["devices"]): readonly string[] {
  if (devices === undefined) return [];
  return devices.length === 0 ? PROCESSORS : HARDWARE;
}

/** Makes the folders above `path`, open to be passed: left to itself, bubblewrap closes them to other accounts. */
function parentFolders(path: string, made: Set<string>): string[] {
  const parent = dirname(path);
  if (made.has(parent)) return [];
  const above = parentFolders(parent, made);
  made.add(parent);
  return [...above, "--perms", "0755", "--dir", parent];
}

/** Folders of a job that the algorithm may only read. */
const READ_ONLY_FOLDERS: readonly string[] = ["inputs", "model", "lineage", "transformations"];

/** Folders of a job that the algorithm may write to. */
const WRITABLE_FOLDERS: readonly string[] = ["state", "outputs", "logs"];

/**
 * Makes the job's folders. Other accounts of the host cannot pass the outer one. Where the algorithm gets an account of
 * its own (`uid`), the inner ones are opened to that account; links that an earlier run left are not followed.
 */
export async function prepareJobFolder(folder: string, uid: number | undefined): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  for (const name of [...READ_ONLY_FOLDERS, ...WRITABLE_FOLDERS])
    await mkdir(join(folder, name), { recursive: true });
  if (uid === undefined) return;
  for (const name of READ_ONLY_FOLDERS)
    for await (const entry of walk(join(folder, name)))
      await chmod(entry.path, entry.isFolder ? 0o755 : 0o644);
  for (const name of WRITABLE_FOLDERS)
    for await (const entry of walk(join(folder, name))) await lchown(entry.path, uid, uid);
}

async function* walk(folder: string): AsyncGenerator<{ path: string; isFolder: boolean }> {
  yield { path: folder, isFolder: true };
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield { path, isFolder: false };
  }
}

/** Accounts from here on are used by no system's tools. */
const FIRST = 2_000_000_000;
const COUNT = 100_000_000;

/**
 * The account that a job runs under if the worker is root: one for each job folder, so that jobs can neither signal
 * nor read each other even if a namespace failed. Undefined if the worker is not root and has no accounts to give.
 */
export function jobUid(folder: string): number | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const hash = createHash("sha256").update(resolve(folder)).digest();
  return FIRST + (hash.readUInt32BE(0) % COUNT);
}

/** Linux: a handle on the file itself, whatever it is, without opening it. */
const O_PATH = 0o10000000;

/**
 * Finds the socket at a path. It lies in a folder that hostile code writes to, which may put a link to another socket of
 * this machine in its place: so the file itself is held, never a link, and connected to by that handle. The handle's path
 * is short as well, which a socket's must be.
 * @returns `undefined` if there is no socket.
 */
export async function openSocket(path: string): Promise<EngineAddress | undefined> {
  const handle = await promisify(open)(path, O_PATH | constants.O_NOFOLLOW).catch(() => undefined);
  if (handle === undefined) return undefined;
  const release = () => close(handle, () => undefined);
  if (!fstatSync(handle).isSocket()) {
    release();
    return undefined;
  }
  return { target: { socketPath: `/proc/self/fd/${handle}` }, close: release };
}
