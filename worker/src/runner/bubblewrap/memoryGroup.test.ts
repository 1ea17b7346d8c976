import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { createMemoryGroup } from "./memoryGroup.ts";

const MODULE = join(import.meta.dirname, "memoryGroup.ts");
const probe = createMemoryGroup(2 ** 26);
await probe?.remove();

test.runIf(probe)("another process on this machine takes no group away from one that runs", async () => {
  const group = createMemoryGroup(2 ** 26)!;
  const folder = dirname(group.joinFile);
  const left = join(dirname(folder), basename(folder).replace(/\.\d+\.\d+\./, ".999999999.1."));
  mkdirSync(left);
  try {
    const code = `const { createMemoryGroup } = await import(${JSON.stringify(MODULE)}); await createMemoryGroup(2 ** 26).remove();`;
    execFileSync(process.execPath, ["--input-type=module", "-e", code]);
    expect(existsSync(group.joinFile)).toBe(true);
    expect(group.kills()).toBe(0);
    expect(readdirSync(dirname(folder))).not.toContain(basename(left));
  } finally {
    if (existsSync(left)) rmdirSync(left);
    await group.remove();
  }
  expect(existsSync(folder)).toBe(false);
});
