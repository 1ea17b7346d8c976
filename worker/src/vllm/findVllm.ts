import { access, constants, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import type { WorkerConfig } from "../config/configSchema.ts";
import { sandboxLimits } from "../process/sandboxLimits.ts";
import type { ProcessRunner } from "../runner/createProcessRunner.ts";
import { findDevices } from "./findDevices.ts";
import { vllmSandbox, type VllmSandbox } from "./vllmSandbox.ts";

/** A vLLM that runs. */
export interface Vllm extends VllmSandbox {
  readonly version: string;
  /** What it computes on: `cuda`, `rocm`, `cpu` … */
  readonly platform: string;
  /** Names of the devices that it found. */
  readonly names: readonly string[];
}

/** Says what vLLM finds, in the very sandbox in which it will serve. */
const QUERY = `
import json
import torch, vllm
from vllm.platforms import current_platform
names = []
if current_platform.device_type != "cpu" and torch.accelerator.is_available():
    names = [current_platform.get_device_name(i) for i in range(torch.accelerator.device_count())]
found = {"version": vllm.__version__, "platform": current_platform.device_type, "names": names}
with open("state/found.json", "w") as file:
    json.dump(found, file)
`;

const LONGEST_SECONDS = 180;

/**
 * Finds out whether vLLM serves, and tries it.
 * @returns nothing where it is not configured, or stands by: with `auto` and nothing but a processor to compute on.
 * @throws PosthumanError `VLLM_UNUSABLE`, `DEVICE_UNUSABLE`, or what `run` throws.
 */
export async function findVllm(
  config: Pick<WorkerConfig, "serving" | "limits">,
  runner: Pick<ProcessRunner, "run">,
): Promise<Vllm | undefined> {
  const { engine, vllm } = config.serving;
  if (vllm === undefined || (engine !== "vllm" && engine !== "auto")) return undefined;
  const devices = vllm.devices ?? findDevices();
  if (engine === "auto" && devices.length === 0) return undefined;
  for (const path of devices) {
    await access(path, constants.R_OK | constants.W_OK).catch((cause: NodeJS.ErrnoException) => {
      throw new PosthumanError("DEVICE_UNUSABLE", { path, reason: cause.code ?? "" }, { cause });
    });
  }
  const sandbox = { python: vllm.python, devices };
  const found = { ...sandbox, ...(await ask(sandbox, config, runner)) };
  return engine === "auto" && found.platform === "cpu" ? undefined : found;
}

async function ask(
  found: VllmSandbox,
  config: Pick<WorkerConfig, "limits">,
  runner: Pick<ProcessRunner, "run">,
): Promise<Pick<Vllm, "version" | "platform" | "names">> {
  const unusable = (reason: string) => new PosthumanError("VLLM_UNUSABLE", { python: found.python, reason });
  const folder = await mkdtemp(join(tmpdir(), "posthuman-vllm-"));
  try {
    const limits = { ...sandboxLimits(config), wallSeconds: LONGEST_SECONDS };
    const job = { ...vllmSandbox(found, 1), folder, limits, args: ["-c", QUERY] };
    const { failure, consoleTail } = await runner.run(job);
    const said = consoleTail.trim().split("\n").at(-1) ?? "";
    if (failure) throw unusable(said || failure.code);
    const answer = JSON.parse(await readFile(join(folder, "state", "found.json"), "utf8")) as Vllm;
    if (answer.platform === "") throw unusable("it finds nothing to compute on");
    return answer;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
