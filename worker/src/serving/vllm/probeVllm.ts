import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import type { ProcessRunner } from "../../runner/bubblewrap/createBubblewrapRunner.ts";
import type { SandboxLimits } from "../../runner/Runner.ts";
import { reasonIn } from "../reasonIn.ts";
import { vllmSandbox, type VllmSandbox } from "./vllmSandbox.ts";

/** What vLLM is, and what it computes on. */
export interface VllmFacts {
  readonly version: string;
  /** `cuda`, `rocm`, `cpu` … */
  readonly platform: string;
  /** Names of the devices that it found. */
  readonly devices: readonly string[];
}

const QUERY = `
import json
import torch, vllm
from vllm.platforms import current_platform
devices = []
if current_platform.device_type not in ("", "cpu") and torch.accelerator.is_available():
    devices = [current_platform.get_device_name(i) for i in range(torch.accelerator.device_count())]
found = {"version": vllm.__version__, "platform": current_platform.device_type, "devices": devices}
with open("state/found.json", "w") as file:
    json.dump(found, file)
`;

const LONGEST_SECONDS = 180;

/**
 * Imports vLLM in the sandbox in which it serves, and asks what it finds there. That takes half a minute.
 * @throws PosthumanError `VLLM_UNUSABLE`, or what `run` throws.
 */
export async function probeVllm(
  found: VllmSandbox,
  limits: SandboxLimits,
  runner: Pick<ProcessRunner, "run">,
): Promise<VllmFacts> {
  const unusable = (reason: string) => new PosthumanError("VLLM_UNUSABLE", { python: found.python, reason });
  const folder = await mkdtemp(join(tmpdir(), "posthuman-vllm-"));
  try {
    const brief = { ...limits, wallSeconds: LONGEST_SECONDS };
    const job = { ...vllmSandbox(found, 1), folder, limits: brief, args: ["-c", QUERY] };
    const { failure, consoleTail } = await runner.run(job);
    if (failure) throw unusable(reasonIn(consoleTail) ?? failure.code);
    const facts = JSON.parse(await readFile(join(folder, "state", "found.json"), "utf8")) as VllmFacts;
    if (facts.platform === "") throw unusable("it finds nothing to compute on");
    return facts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
