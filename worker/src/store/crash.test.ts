import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../testing/fixtures.ts";
import { openStore } from "./openStore.ts";

const key = randomBytes(32);
const store = fileURLToPath(new URL("./openStore.ts", import.meta.url));

let scratch: ReturnType<typeof temporaryFolder>;
let folder: string;
beforeEach(() => {
  scratch = temporaryFolder();
  folder = scratch.path;
});
afterEach(() => scratch[Symbol.dispose]());

/** A process of its own that stores what the generator `source` yields. */
function putter(source: string, crashAt = "") {
  const program = `
    import { openStore } from ${JSON.stringify(store)};
    const store = await openStore({ folder: ${JSON.stringify(folder)}, key: Buffer.from("${key.toString("hex")}", "hex") });
    async function* source() { ${source} }
    await store.put(source());`;
  const env = { ...process.env, POSTHUMAN_CRASH_AT: crashAt };
  return spawn(process.execPath, ["--input-type=module", "-e", program], { env, stdio: "inherit" });
}

const temporaries = () => readdir(join(folder, "temporary"));
const writtenBytes = async () => {
  const files = (await temporaries()).map((name) => stat(join(folder, "temporary", name)));
  return (await Promise.allSettled(files)).reduce(
    (sum, file) => sum + ("value" in file ? file.value.size : 0),
    0,
  );
};
const artifacts = () => readdir(join(folder, "artifacts"), { recursive: true }).catch(() => []);

describe("a store whose process is killed", () => {
  it("keeps no half artifact, and the next open sweeps what was left", async () => {
    await openStore({ folder, key });
    const endless = "for (;;) { yield Buffer.alloc(100000, 7); await new Promise((r) => setTimeout(r, 1)); }";
    const child = putter(endless);
    onTestFinished(() => void child.kill("SIGKILL"));
    // Opening a store writes a small file as well, and renames it at once.
    await expect.poll(writtenBytes).toBeGreaterThan(500_000);
    // As long as its writer lives, nobody sweeps its file.
    await openStore({ folder, key });
    expect(await temporaries()).toHaveLength(1);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await temporaries()).toHaveLength(1);
    await openStore({ folder, key });
    expect(await temporaries()).toEqual([]);
    expect(await artifacts()).toEqual([]);
  });

  it.each(["store:written", "store:renamed"])("holds all or nothing after a kill at %s", async (point) => {
    const child = putter("yield Buffer.alloc(500000, 7);", point);
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
    const again = await openStore({ folder, key });
    expect(await temporaries()).toEqual([]);
    const found = (await artifacts()).filter((name) => name.length > 64).map((name) => name.slice(3));
    expect(found).toHaveLength(point === "store:renamed" ? 1 : 0);
    for (const sha256 of found) expect(await buffer(await again.read(sha256))).toHaveLength(500_000);
  });

  it("sweeps another host's files after a day only", async () => {
    await openStore({ folder, key });
    const [young, old] = ["ffffffff.1.1.aa", "ffffffff.1.1.bb"].map((name) =>
      join(folder, "temporary", name),
    );
    await writeFile(young!, "");
    await writeFile(old!, "");
    const longAgo = Date.now() / 1000 - 90_000;
    await utimes(old!, longAgo, longAgo);
    await openStore({ folder, key });
    expect(await temporaries()).toEqual(["ffffffff.1.1.aa"]);
  });
});
