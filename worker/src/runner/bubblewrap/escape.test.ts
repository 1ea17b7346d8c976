import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { temporaryFolder } from "../../testing/fixtures.ts";
import { createTestRunner, sandboxJob } from "../../testing/sandboxJob.ts";

const runner = createTestRunner({ graceSeconds: 1 });

let scratch: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  scratch = temporaryFolder();
});
afterEach(() => scratch[Symbol.dispose]());

/** What the program, run in a sandbox, wrote to /data/outputs/out.txt; each `attempt` is one try, and its outcome. */
async function attempts(program: string): Promise<Record<string, string>> {
  const prelude = `
import json, os, sys, ctypes
libc = ctypes.CDLL(None, use_errno=True)
seen = {}
def attempt(name, what):
    try:
        seen[name] = "done: %r" % (what(),)
    except BaseException as error:
        seen[name] = type(error).__name__
def read(path):
    with open(path, "rb") as file:
        return file.read(200)
def write(path):
    with open(path, "wb") as file:
        return file.write(b"x")
def call(number, *args):
    if libc.syscall(number, *args) < 0:
        raise OSError(ctypes.get_errno(), "syscall")
    return "worked"
`;
  const report = `\njson.dump(seen, open("/data/outputs/out.txt", "w"))\n`;
  const job = sandboxJob(scratch.path, prelude + program + report);
  const result = await runner.run(job);
  expect(result, result.consoleTail).toMatchObject({ exitCode: 0, isolation: "bubblewrap" });
  return JSON.parse(readFileSync(join(job.folder, "outputs/out.txt"), "utf8")) as Record<string, string>;
}

/** Expects every attempt to have failed, and because the system refused it: not by a slip in the attempt itself. */
function allFailed(seen: Record<string, string>): void {
  expect(Object.keys(seen).length).toBeGreaterThan(0);
  const refused =
    /^(\w*OSError|PermissionError|FileNotFoundError|ProcessLookupError|gaierror|Connection\w+|CalledProcessError)$/;
  expect(Object.entries(seen).filter(([, came]) => !refused.test(came))).toEqual([]);
}

describe("the sandbox of this machine", () => {
  it("is bubblewrap, with a filter of system calls", async () => {
    expect(await runner.probe()).toMatchObject({ level: "bubblewrap", seccomp: true });
  });
});

describe("the network", () => {
  it("cannot be reached: TCP, UDP, DNS, raw, netlink, virtual machine's host", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const port = (server.address() as { port: number }).port;
    const seen = await attempts(`
import socket
attempt("host's loopback", lambda: socket.create_connection(("127.0.0.1", ${port}), 1))
attempt("internet", lambda: socket.create_connection(("1.1.1.1", 443), 1))
attempt("udp", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
attempt("ipv6", lambda: socket.socket(socket.AF_INET6))
attempt("dns", lambda: socket.getaddrinfo("example.com", 80))
attempt("raw", lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
attempt("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
attempt("vsock", lambda: socket.socket(40, socket.SOCK_STREAM))
attempt("kernel's crypto", lambda: socket.socket(38, socket.SOCK_SEQPACKET))
`);
    server.close();
    allFailed(seen);
  });

  it("has no socket of the host: abstract names and paths", async () => {
    const path = join(scratch.path, "host.sock");
    const abstractName = `\0posthuman-test-${process.pid}`;
    const servers = [createServer().listen(path), createServer().listen(abstractName)];
    await Promise.all(servers.map((server) => once(server, "listening")));
    const seen = await attempts(`
import socket
def connect(address):
    return socket.socket(socket.AF_UNIX).connect(address)
attempt("path", lambda: connect(${JSON.stringify(path)}))
attempt("abstract", lambda: connect("\\0posthuman-test-${process.pid}"))
attempt("docker", lambda: connect("/var/run/docker.sock"))
`);
    for (const server of servers) server.close();
    allFailed(seen);
  });
});

describe("files of the host", () => {
  it("cannot be read: accounts, keys, the worker's store, other jobs", async () => {
    const store = join(scratch.path, "store");
    mkdirSync(store);
    writeFileSync(join(store, "secret"), "x");
    const other = join(scratch.path, "other-job", "state");
    mkdirSync(other, { recursive: true });
    writeFileSync(join(other, "weights"), "x");
    const seen = await attempts(`
for path in ["/etc/passwd", "/etc/shadow", "/etc/hosts", "/etc/resolv.conf", "/root/.ssh/id_rsa", "/proc/kcore",
             "/root/.bashrc", ${JSON.stringify(join(store, "secret"))}, ${JSON.stringify(join(other, "weights"))},
             ${JSON.stringify(import.meta.filename)}, "/proc/1/environ", "/proc/1/mem", "/proc/1/root/etc/passwd"]:
    attempt(path, lambda: read(path))
for path in ["/home", "/var", "/opt", "/sys", "/run", "/mnt", "/data/../work"]:
    attempt(path, lambda: os.listdir(path))
`);
    // In a user namespace the first process has the job's own account, and shows an environment that holds nothing.
    if (/^done: b'(LC_CTYPE=C.UTF-8\\x00)?'$/.test(seen["/proc/1/environ"] ?? ""))
      delete seen["/proc/1/environ"];
    allFailed(seen);
  });

  it("cannot be written: inputs, model, lineage, system, interpreter, root", async () => {
    const seen = await attempts(`
for path in ["/x", "/data/x", "/data/inputs/x", "/data/model/x", "/data/lineage/x", "/usr/x", "/usr/bin/python3",
             "/etc/x", "/etc/ld.so.cache", "/dev/x", "/bin/x", "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger",
             "/proc/sys/kernel/hostname"]:
    attempt(path, lambda: write(path))
attempt("remove inputs", lambda: os.rmdir("/data/inputs"))
attempt("replace outputs", lambda: os.rename("/data/outputs", "/data/state/outputs"))
attempt("link out", lambda: os.link("/usr/bin/python3", "/data/outputs/python"))
`);
    allFailed(seen);
  });

  it("cannot be reached by mounts, file handles, or a new root", async () => {
    const seen = await attempts(`
import platform
arm = platform.machine() == "aarch64"
attempt("mount", lambda: call(40 if arm else 165, b"none", b"/tmp", b"tmpfs", 0, None))
attempt("remount", lambda: call(40 if arm else 165, None, b"/", None, 32, None))
attempt("umount", lambda: call(39 if arm else 166, b"/data/inputs", 2))
attempt("chroot", lambda: os.chroot("/tmp"))
attempt("unshare user", lambda: call(97 if arm else 272, 0x10000000))
attempt("clone user", lambda: call(220 if arm else 56, 0x10000011, 0, 0, 0, 0))
attempt("clone3", lambda: call(435, 0, 0))
attempt("setns", lambda: call(268 if arm else 308, 0, 0))
attempt("open_by_handle_at", lambda: call(265 if arm else 304, 0, 0, 0))
attempt("open_tree", lambda: call(428, -100, b"/", 1))
attempt("keyctl", lambda: call(219 if arm else 250, 0, -3, 0))
attempt("bpf", lambda: call(280 if arm else 321, 0, 0, 0))
attempt("perf", lambda: call(241 if arm else 298, 0, 0, 0, 0, 0))
attempt("userfaultfd", lambda: call(282 if arm else 323, 0))
attempt("io_uring", lambda: call(425, 1, 0))
attempt("ptrace", lambda: call(117 if arm else 101, 16, 1, 0, 0))
attempt("reboot", lambda: call(142 if arm else 169, 0xfee1dead, 672274793, 0, 0))
`);
    allFailed(seen);
  });

  it("does not follow a link that the job made for the host to follow", async () => {
    const victim = join(scratch.path, "victim");
    writeFileSync(victim, "x");
    const job = sandboxJob(
      scratch.path,
      `import os
for folder in ["outputs", "state", "logs"]:
    os.symlink(${JSON.stringify(victim)}, "/data/%s/events.jsonl" % folder)
    os.symlink("/", "/data/%s/root" % folder)`,
    );
    const events: unknown[] = [];
    expect((await runner.run(job)).exitCode).toBe(0);
    // A second run prepares the folders again, over the links.
    expect((await runner.run(job, { onEvent: (event) => events.push(event) })).exitCode).toBe(1);
    expect(events).toEqual([]);
    expect(readFileSync(victim, "utf8")).toBe("x");
  });
});

describe("rights", () => {
  it("are those of an account without any", async () => {
    const seen = await attempts(`
status = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines())
for name in ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp", "Groups"]:
    seen[name] = status[name].strip()
seen["uid"] = str(os.getuid())
`);
    expect(seen).toMatchObject({ CapPrm: "0".repeat(16), CapEff: "0".repeat(16), CapBnd: "0".repeat(16) });
    expect(seen).toMatchObject({
      CapInh: "0".repeat(16),
      CapAmb: "0".repeat(16),
      NoNewPrivs: "1",
      Seccomp: "2",
    });
    expect(Number(seen["uid"])).toBeGreaterThan(60_000);
  });

  it("cannot be won: setuid, devices, terminals, other processes' memory", async () => {
    const setuid = join(scratch.path, "tools");
    mkdirSync(setuid);
    const seen = await attempts(`
import fcntl, stat, subprocess
attempt("setuid", lambda: os.setuid(0))
attempt("setgid", lambda: os.setgid(0))
attempt("setgroups", lambda: os.setgroups([0]))
attempt("su", lambda: subprocess.run(["su", "-c", "id"], check=True, capture_output=True, stdin=subprocess.DEVNULL))
attempt("mount", lambda: subprocess.run(["mount", "-t", "tmpfs", "x", "/tmp"], check=True, capture_output=True))
attempt("disk", lambda: os.mknod("/data/state/disk", stat.S_IFBLK | 0o666, os.makedev(254, 0)))
attempt("memory", lambda: os.mknod("/tmp/mem", stat.S_IFCHR | 0o666, os.makedev(1, 1)))
attempt("terminal", lambda: open("/dev/tty"))
attempt("type into a terminal", lambda: fcntl.ioctl(0, 0x5412, b"x"))
attempt("chown", lambda: os.chown("/data/outputs", 0, 0))
attempt("nice", lambda: os.nice(-5))
attempt("clock", lambda: __import__("time").clock_settime(0, 0))
`);
    allFailed(seen);
  });

  it("do not reach the host's processes", async () => {
    const bystander = spawn("sleep", ["60"]);
    const seen = await attempts(`
import signal
pids = [name for name in os.listdir("/proc") if name.isdigit()]
assert len(pids) < 6, pids
attempt("kill by number", lambda: os.kill(${bystander.pid ?? 0}, signal.SIGKILL))
attempt("signal the worker", lambda: os.kill(${process.pid}, signal.SIGTERM))
def everyone():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.kill(-1, signal.SIGTERM)
    return "sent"
try:
    everyone()
except OSError:
    pass
`);
    allFailed(seen);
    expect(bystander.exitCode).toBeNull();
    expect(bystander.signalCode).toBeNull();
    bystander.kill();
  });
});

describe("the environment", () => {
  afterEach(() => vi.unstubAllEnvs());
  it("shows nothing of the worker's", async () => {
    vi.stubEnv("WORKER_SECRET", "correct-horse-battery-staple");
    const job = sandboxJob(
      scratch.path,
      `import glob, os
seen = repr(dict(os.environ)).encode()
for path in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline"):
    try:
        seen += open(path, "rb").read()
    except OSError:
        pass
open("/data/outputs/out.txt", "wb").write(seen)`,
    );
    await runner.run({ ...job, env: { GREETING: "hello" } });
    const seen = readFileSync(join(job.folder, "outputs/out.txt"), "utf8");
    expect(seen).toContain("hello");
    expect(seen).not.toContain("WORKER_SECRET");
    expect(seen).not.toContain("correct-horse");
    expect(seen).not.toContain(process.env["HOME"] === "/root" ? "/root/" : (process.env["HOME"] ?? "/root"));
  });
});

describe("open files", () => {
  it("of the worker are not inherited", async () => {
    const seen = await attempts(`seen["fds"] = " ".join(sorted(fd for fd in os.listdir("/proc/self/fd")))`);
    // 3 is the listing itself.
    expect(seen["fds"]).toBe("0 1 2 3");
  });
});

describe("an interpreter under a private folder", () => {
  const home = mkdtempSync(join(tmpdir(), "home-"));
  afterAll(() => rmSync(home, { recursive: true }));
  it("runs as a virtual environment, with nothing around it", async () => {
    const venv = join(home, "deep", "venv");
    const make = spawn("/usr/bin/python3", ["-m", "venv", "--without-pip", venv], { stdio: "inherit" });
    expect(await once(make, "exit")).toEqual([0, null]);
    writeFileSync(join(home, "secret"), "x");
    chmodSync(home, 0o700);
    const program = `import json, os, sys
json.dump({"prefix": sys.prefix, "around": os.listdir(${JSON.stringify(home)})}, open("/data/outputs/o", "w"))`;
    const job = { ...sandboxJob(scratch.path, program), interpreter: join(venv, "bin/python") };
    expect(await runner.run(job)).toMatchObject({ exitCode: 0 });
    const seen: unknown = JSON.parse(readFileSync(join(job.folder, "outputs/o"), "utf8"));
    expect(seen).toEqual({ prefix: venv, around: ["deep"] });
  });

  it("is refused where it does not exist or is no Python", async () => {
    for (const interpreter of ["/nowhere/python", "/usr/bin/true"]) {
      const job = { ...sandboxJob(scratch.path, ""), interpreter };
      await expect(runner.run(job)).rejects.toMatchObject({ code: "INTERPRETER_UNUSABLE" });
    }
  });
});

describe("after a run", () => {
  it("nothing of the sandbox is left", async () => {
    const job = sandboxJob(scratch.path, "");
    await runner.run(job);
    expect(existsSync(join(job.folder, "outputs"))).toBe(true);
    expect(readdirSync(job.folder).sort()).toEqual([
      "inputs",
      "lineage",
      "logs",
      "model",
      "outputs",
      "state",
      "transformations",
    ]);
  });
});
