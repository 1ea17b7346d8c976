import { expect, test } from "vitest";
import { type Ended, FakeCheckout } from "./testing/FakeCheckout.ts";

/** One message: what failed and what to do, on two lines, nothing on stdout, no stack. */
function expectMessage({ code, stdout, stderr }: Ended, what: string, fix: string) {
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  const [, message = ""] = stderr.split("✗ ");
  expect(message).toMatch(/^.+\n.+\n$/);
  expect(message.split("\n")[0]).toMatch(new RegExp(what));
  expect(message.split("\n")[1]).toMatch(new RegExp(fix));
  expect(stderr).not.toMatch(/^\s+at /m);
}

test.each([
  ["npm error code ENOTFOUND", "network could not be reached", "Connect to the network"],
  ["npm error code ENOSPC", "disk is full", "Free some space"],
  ["npm error Error: EACCES: permission denied, mkdir", "no permission to write", "chown"],
  ["npm error SELF_SIGNED_CERT_IN_CHAIN", "not trusted", "NODE_EXTRA_CA_CERTS"],
  ["npm error code EUSAGE", "npm error code EUSAGE", "setup.log"],
])("npm fails with %s", async (output, what, fix) => {
  using checkout = new FakeCheckout();
  checkout.program("npm", `echo "${output}" >&2; exit 1`);
  const failed = await checkout.run("target.ts");
  expectMessage(failed, what, fix);
  expect(failed.stderr).toContain("The npm packages could not be installed");
  checkout.repair("npm");
  expect((await checkout.run("target.ts")).code).toBe(0);
});

test("npm is not there", async () => {
  using checkout = new FakeCheckout();
  checkout.remove("npm");
  expectMessage(await checkout.run("target.ts"), "npm was not found", "Install npm");
});

test("a native package is missing", async () => {
  using checkout = new FakeCheckout();
  checkout.program("npm", "mkdir -p node_modules");
  expectMessage(await checkout.run("target.ts"), "a native one does not run", "setup.log");
});

test("Python is too old, or a shim for nothing, or not there", async () => {
  using checkout = new FakeCheckout();
  checkout.program("python3.13", "echo 'command not found' >&2; exit 127");
  checkout.program("python3", "echo cpython 3 9 /usr/bin/python3");
  expectMessage(
    await checkout.run("target.ts"),
    "3.11 or newer was not found \\(python3 is Python 3.9\\)",
    "Install it",
  );
  checkout.remove("python3");
  expectMessage(await checkout.run("target.ts"), "3.11 or newer was not found.", "Install it");
});

test("uv has no network", async () => {
  using checkout = new FakeCheckout();
  checkout.program(
    "uv",
    `[ "$1" = --version ] && exit; echo "error: dns error: failed to lookup address" >&2; exit 1`,
  );
  expectMessage(
    await checkout.run("target.ts"),
    "Python packages .* network could not be reached",
    "Connect",
  );
});

test("uv is not there and pip cannot get it", async () => {
  using checkout = new FakeCheckout();
  checkout.remove("uv");
  const python = `case "$*" in *implementation*) echo "cpython 3 12 $0";; *) echo "OSError: [Errno 28] No space left on device"; exit 1;; esac`;
  checkout.program("python3", python);
  expectMessage(await checkout.run("target.ts"), "uv, .* disk is full", "Free some space");
});

test("bubblewrap is not there and cannot be installed", async () => {
  using checkout = new FakeCheckout();
  checkout.remove("bwrap");
  expectMessage(await checkout.run("target.ts"), "bubblewrap .* is not installed", "Install it with:");
  checkout.program("apt-get", "exit 1");
  checkout.program("sudo", "exit 1");
  expectMessage(await checkout.run("target.ts"), "bubblewrap", "apt-get install -y|setup.log");
});

test.runIf(process.getuid?.() === 0)("root gets bubblewrap from the package manager", async () => {
  using checkout = new FakeCheckout();
  checkout.remove("bwrap");
  checkout.program(
    "apt-get",
    `[ "$1" = update ] && exit 100; echo > "${checkout.root}/bin/bwrap"; chmod +x "${checkout.root}/bin/bwrap"`,
  );
  expect((await checkout.run("target.ts")).code).toBe(0);
  expect([checkout.calls("apt-get update"), checkout.calls("apt-get install")]).toEqual([1, 1]);
});

test("the checkout cannot be written to", async () => {
  using checkout = new FakeCheckout();
  checkout.write(".toolchain", "a file where the folder should be");
  expectMessage(await checkout.run("target.ts"), "setup failed|No permission", "again");
});

test("a failure stops what runs beside it", async () => {
  using checkout = new FakeCheckout();
  checkout.program("npm", "exec sleep 600");
  checkout.program("python3", "echo cpython 3 9 /usr/bin/python3");
  const start = Date.now();
  expectMessage(await checkout.run("target.ts"), "3.11 or newer was not found", "Install it");
  expect(Date.now() - start).toBeLessThan(120_000);
});
