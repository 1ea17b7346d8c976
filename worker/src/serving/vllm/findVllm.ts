import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { PosthumanError } from "@posthuman/sdk";
import type { WorkerConfig } from "../../config/configSchema.ts";
import type { VllmSandbox } from "./vllmSandbox.ts";

/** Looks for vLLM without importing it, which takes longer than a lease may have left. */
const QUERY = "import importlib.util, sys; sys.exit(0 if importlib.util.find_spec('vllm') else 3)";
const MISSING = 3;

/**
 * Finds vLLM where it is to serve.
 * @returns nothing where it is not configured, or not used: with `auto` and no graphics processor.
 * @throws PosthumanError `VLLM_UNUSABLE` or `DEVICE_UNUSABLE`.
 */
export async function findVllm({
  engine,
  vllm,
}: Pick<WorkerConfig["serving"], "engine" | "vllm">): Promise<VllmSandbox | undefined> {
  if (vllm === undefined || (engine !== "vllm" && engine !== "auto")) return undefined;
  const devices = vllm.devices ?? findDevices();
  if (engine === "auto" && devices.length === 0) return undefined;
  for (const path of devices) {
    await access(path, constants.R_OK | constants.W_OK).catch((cause: NodeJS.ErrnoException) => {
      throw new PosthumanError("DEVICE_UNUSABLE", { path, reason: cause.code ?? "" }, { cause });
    });
  }
  const { python } = vllm;
  await promisify(execFile)(python, ["-I", "-c", QUERY], { timeout: 30_000 }).catch((cause: unknown) => {
    const isMissing = (cause as { code?: unknown }).code === MISSING;
    const reason = isMissing
      ? "vllm is not installed in its environment"
      : "it does not run, or is no Python";
    throw new PosthumanError("VLLM_UNUSABLE", { python, reason }, { cause });
  });
  return { python, devices };
}

/**
 * Finds the device files of graphics processors that vLLM computes on: NVIDIA's, AMD's, and those of Linux in Windows.
 * Nearly every machine has one of Intel, which is seldom meant, so that has to be configured.
 * @param root Where devices are.
 */
export function findDevices(root = "/dev"): string[] {
  const nvidia = filesOf(root, /^nvidia(\d+|ctl|-uvm|-uvm-tools|-modeset)$/);
  const amd = filesOf(root, /^kfd$/);
  return [
    ...(nvidia.some((path) => /\d$/.test(path)) ? nvidia : []),
    ...(amd.length > 0 ? [...amd, ...filesOf(join(root, "dri"), /^renderD\d+$/)] : []),
    ...filesOf(root, /^dxg$/),
  ];
}

function filesOf(folder: string, name: RegExp): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => name.test(file))
      .sort()
      .map((file) => join(folder, file));
  } catch {
    return [];
  }
}
