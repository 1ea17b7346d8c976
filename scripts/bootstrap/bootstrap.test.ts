import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ended, FakeCheckout, pythonProjects } from "./testing/FakeCheckout.ts";

const { length: projects } = pythonProjects;

test("installs what is missing, then runs the target, whose stdout stays its own", async () => {
  using checkout = new FakeCheckout();
  const first = await checkout.run("target.ts", "--json", "x");
  expect(first).toMatchObject({ code: 0, stdout: '["--json","x"]\n' });
  expect(first.stderr).toMatch(/✓ (npm|Python) packages.*\n.*✓ (npm|Python) packages/);
  const second = await checkout.run("target.ts");
  expect(second).toMatchObject({ code: 0, stdout: "[]\n", stderr: "" });
  expect([checkout.calls("npm ci"), checkout.calls("uv sync")]).toEqual([1, projects]);
});

test("runs posthuman where the person is, and the checkout's own commands in the checkout", async () => {
  using checkout = new FakeCheckout();
  checkout.write("target.ts", "console.log(process.cwd());");
  Object.assign(checkout.env, {
    INIT_CWD: join(checkout.root, "algorithms"),
    npm_lifecycle_event: "posthuman",
  });
  expect((await checkout.run("target.ts")).stdout.trim()).toMatch(/\/algorithms$/);
  checkout.env["npm_lifecycle_event"] = "demo";
  expect((await checkout.run("target.ts")).stdout.trim()).not.toMatch(/\/algorithms$/);
});

test("only sets up when asked to", async () => {
  using checkout = new FakeCheckout();
  expect(await checkout.run("--only-setup")).toMatchObject({ code: 0, stdout: "" });
  expect(await checkout.run()).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("usage:") as string,
  });
});

test("installs again when a lock file changed", async () => {
  using checkout = new FakeCheckout();
  await checkout.run("target.ts");
  checkout.write("package-lock.json", '{"changed":true}');
  checkout.write("algorithms/uv.lock", "changed");
  await checkout.run("target.ts");
  expect([checkout.calls("npm ci"), checkout.calls("uv sync")]).toEqual([2, projects + 1]);
});

test("accepts an npm install that a person made, if it is the locked one", async () => {
  using checkout = new FakeCheckout();
  await checkout.run("--only-setup");
  const installed = { "node_modules/@nomicfoundation/edr": { version: "1.0.0" } };
  const locked = { "": {}, ...installed, "node_modules/of-another-system": { optional: true } };
  checkout.write("package-lock.json", JSON.stringify({ packages: locked }));
  checkout.write("node_modules/@nomicfoundation/edr/package.json", "{}");
  checkout.write("node_modules/.package-lock.json", JSON.stringify({ packages: installed }));
  expect(await checkout.run("target.ts")).toMatchObject({ code: 0, stderr: "" });
  expect(checkout.calls("npm ci")).toBe(1);
});

test("repairs an install that was killed, after what it had started is gone", async () => {
  using checkout = new FakeCheckout();
  checkout.program(
    "npm",
    "mkdir -p node_modules/half; until [ -e go-on ]; do sleep 0.1; done; echo done > node_modules/late",
  );
  const child = checkout.start("target.ts");
  await expect.poll(() => existsSync(join(checkout.root, "node_modules/half"))).toBe(true);
  const gone = ended(child);
  child.kill("SIGKILL");
  expect((await gone).signal).toBe("SIGKILL");
  checkout.repair("npm");
  const waiting = checkout.start("target.ts");
  const repaired = ended(waiting);
  // What the killed one had started goes on until somebody waits for it.
  waiting.stderr?.once("data", () => checkout.write("go-on", ""));
  expect(await repaired).toMatchObject({
    code: 0,
    stdout: "[]\n",
    stderr: expect.stringContaining("waiting for another setup") as string,
  });
  expect(existsSync(join(checkout.root, "node_modules/late"))).toBe(false);
});

test("two at once install once", async () => {
  using checkout = new FakeCheckout();
  const results = await Promise.all([1, 2, 3].map((name) => checkout.run("target.ts", String(name))));
  expect(results.map(({ code, stdout }) => [code, stdout])).toEqual(
    [1, 2, 3].map((name) => [0, `["${name}"]\n`]),
  );
  expect([checkout.calls("npm ci"), checkout.calls("uv sync")]).toEqual([1, projects]);
});

test("ends as the target ends, and passes signals on to it", async () => {
  using checkout = new FakeCheckout();
  checkout.write("target.ts", "process.exit(7)");
  expect((await checkout.run("target.ts")).code).toBe(7);
  checkout.write(
    "target.ts",
    "process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('up');",
  );
  const graceful = checkout.start("target.ts");
  graceful.stdout?.once("data", () => graceful.kill("SIGTERM"));
  expect((await ended(graceful)).code).toBe(9);
  checkout.write("target.ts", "process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);");
  expect((await checkout.run("target.ts")).signal).toBe("SIGKILL");
});
