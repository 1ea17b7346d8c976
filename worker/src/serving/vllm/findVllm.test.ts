import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../testing/fixtures.ts";
import { folderRunner, sandboxJob } from "../../testing/sandboxJob.ts";
import { findDevices, findVllm } from "./findVllm.ts";
import { probeVllm, VLLM_ENVIRONMENT, vllmEnvironment } from "./vllmSandbox.ts";

const plain = { dtype: "float32" as const, args: [] as string[] };

/** A Python that says it has vLLM if it is asked with `-c`. */
function pythonWith(folder: string, exit: number): string {
  const path = join(folder, "python");
  writeFileSync(path, `#!/bin/sh\nexit ${exit}\n`, { mode: 0o755 });
  return path;
}

describe("findVllm", () => {
  it("takes it where it is demanded, and by itself only where there is a graphics processor", async () => {
    using scratch = temporaryFolder();
    const python = pythonWith(scratch.path, 0);
    const vllm = { ...plain, python, devices: [] };
    expect(await findVllm({ engine: "vllm", vllm })).toEqual({ python, devices: [] });
    expect(await findVllm({ engine: "auto", vllm })).toBeUndefined();
    expect(await findVllm({ engine: "auto" })).toBeUndefined();
    expect(await findVllm({ engine: "openvino", vllm })).toBeUndefined();
    const devices = ["/dev/null"];
    expect(await findVllm({ engine: "auto", vllm: { ...vllm, devices } })).toEqual({ python, devices });
  });

  it("says what is missing", async () => {
    using scratch = temporaryFolder();
    const python = join(scratch.path, "nothing");
    const find = (changes: object) =>
      findVllm({ engine: "vllm", vllm: { ...plain, python, devices: [], ...changes } });
    await expect(find({})).rejects.toMatchObject({ code: "VLLM_UNUSABLE", message: /does not run/ });
    await expect(find({ python: pythonWith(scratch.path, 3) })).rejects.toMatchObject({
      code: "VLLM_UNUSABLE",
      message: /is not installed/,
    });
    await expect(find({ devices: ["/dev/none0"] })).rejects.toMatchObject({
      code: "DEVICE_UNUSABLE",
      args: { path: "/dev/none0", reason: "ENOENT" },
    });
  });
});

it("probeVllm says why it does not work in the sandbox", async () => {
  using scratch = temporaryFolder();
  const { limits } = sandboxJob("", "");
  const found = { python: "/usr/bin/python3", devices: [] };
  const environments = { [VLLM_ENVIRONMENT]: vllmEnvironment(found) };
  await expect(probeVllm(found, limits, folderRunner(scratch.path, { environments }))).rejects.toMatchObject({
    code: "VLLM_UNUSABLE",
    args: { reason: expect.stringMatching(/^ModuleNotFoundError: No module named/) as string },
  });
});

it("findDevices finds the files of a kind of graphics processor, or none of it", () => {
  using scratch = temporaryFolder();
  const root = scratch.path;
  const make = (...names: string[]) => names.forEach((name) => writeFileSync(join(root, name), ""));
  make("nvidiactl", "null", "nvram");
  mkdirSync(join(root, "dri"));
  make("dri/renderD128", "dri/card0");
  expect(findDevices(root)).toEqual([]);
  make("nvidia0", "nvidia1", "nvidia-uvm", "nvidia-uvm-tools");
  symlinkSync("nvidia0", join(root, "nvidia-other"));
  const nvidia = ["nvidia-uvm", "nvidia-uvm-tools", "nvidia0", "nvidia1", "nvidiactl"];
  expect(findDevices(root)).toEqual(nvidia.map((name) => join(root, name)));
  make("kfd");
  expect(findDevices(root)).toEqual([...nvidia, "kfd", "dri/renderD128"].map((name) => join(root, name)));
  expect(findDevices(join(root, "none"))).toEqual([]);
});
