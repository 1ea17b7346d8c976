import { describe, expect, it } from "vitest";
import { deniedSyscalls, seccompFilter } from "./seccompFilter.ts";

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const audit = { x64: 0xc000003e, arm64: 0xc00000b7 };

/** What the kernel would do: runs the program on a call. */
function judge(program: Buffer, architecture: number, number: number, args: readonly number[] = []): number {
  const data = [number, architecture, 0, 0, ...args.flatMap((value) => [value, 0])];
  for (let at = 0, loaded = 0; ; at++) {
    const code = program.readUInt16LE(at * 8);
    const [ifTrue, ifFalse, k] = [
      program[at * 8 + 2]!,
      program[at * 8 + 3]!,
      program.readUInt32LE(at * 8 + 4),
    ];
    if (code === 0x06) return k;
    if (code === 0x20) loaded = data[k / 4] ?? 0;
    else if (code === 0x15) at += loaded === k ? ifTrue : ifFalse;
    else if (code === 0x35) at += loaded >= k ? ifTrue : ifFalse;
    else if (code === 0x45) at += (loaded & k) !== 0 ? ifTrue : ifFalse;
    else expect.fail(`instruction ${code}`);
  }
}

describe.each(["x64", "arm64"] as const)("seccompFilter on %s", (architecture) => {
  const program = seccompFilter(architecture) ?? Buffer.alloc(0);
  const call = (number: number, ...args: number[]) => judge(program, audit[architecture], number, args);
  const [clone, socket, ioctl] = architecture === "x64" ? [56, 41, 16] : [220, 198, 29];

  it("denies what is on the list, and nothing next to it", () => {
    const denied = new Set(deniedSyscalls.map((row) => row[architecture === "x64" ? 1 : 2]));
    const closer = new Set([clone, socket, ioctl, 435]);
    for (let number = 0; number < 470; number++)
      if (!closer.has(number)) expect(call(number)).toBe(denied.has(number) ? 0x50001 : ALLOW);
  });

  it("looks at arguments", () => {
    expect(call(clone, 0x3d0f00)).toBe(ALLOW);
    expect(call(clone, 17)).toBe(ALLOW);
    for (const flag of [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000])
      expect(call(clone, flag | 17)).toBe(0x50001);
    expect(call(435)).toBe(0x50000 | 38);
    expect(call(socket, 1)).toBe(ALLOW);
    for (const family of [0, 2, 10, 16, 17, 38, 40]) expect(call(socket, family)).toBe(0x50000 | 97);
    expect(call(ioctl, 0, 0x5401)).toBe(ALLOW);
    expect(call(ioctl, 0, 0x5412)).toBe(0x50001);
    expect(call(ioctl, 0, 0x541c)).toBe(0x50001);
  });

  it("lets a sandbox's processes talk to each other only where that is asked for", () => {
    const open = seccompFilter(architecture, { loopback: true }) ?? Buffer.alloc(0);
    const asked = (family: number) => judge(open, audit[architecture], socket, [family]);
    for (const family of [1, 2, 10, 16]) expect(asked(family)).toBe(ALLOW);
    for (const family of [0, 17, 38, 40]) expect(asked(family)).toBe(0x50000 | 97);
  });

  it("kills calls of another architecture", () => {
    expect(judge(program, 0x40000003, 1)).toBe(KILL);
    expect(call(0x40000001)).toBe(KILL);
  });
});

it("has no filter for an architecture without a table", () => {
  expect(seccompFilter("riscv64")).toBeUndefined();
});
