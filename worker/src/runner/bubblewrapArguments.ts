import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { READ_ONLY_FOLDERS, WRITABLE_FOLDERS } from "./prepareJobFolder.ts";
import type { PythonRuntime } from "./pythonRuntime.ts";
import { resourceLimits } from "./resourceLimits.ts";
import type { SandboxJob } from "./SandboxJob.ts";
import { TEMPORARY_BYTES, TEMPORARY_FOLDERS } from "./temporaryBytes.ts";

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
export function bubblewrapArguments(
  job: SandboxJob,
  runtime: PythonRuntime,
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
    ...rootFileSystem(job, runtime),
    ...["--remount-ro", "/", "--chdir", "/data"],
    ...Object.entries(environment(job.env)).flatMap(([name, value]) => ["--setenv", name, value]),
    "--",
    ...(uid === undefined ? [] : dropRoot(uid, groupsOf(job.devices ?? []))),
    ...resourceLimits(job),
    runtime.executable,
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

function rootFileSystem({ folder, binds, devices }: SandboxJob, { folders }: PythonRuntime): string[] {
  const readOnly = (path: string, source = path): Mount => ({ path, options: ["--ro-bind", source, path] });
  const temporary = (path: string): Mount => ({
    path,
    options: ["--perms", "1777", "--size", String(TEMPORARY_BYTES), "--tmpfs", path],
  });
  const shown = [...folders, ...binds.map((path) => ({ path, source: path }))];
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
