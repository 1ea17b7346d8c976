import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import type { InstalledEnvironment } from "../../runner/bubblewrap/folderStage.ts";
import { followRun } from "../../runner/events.ts";
import { ownRun } from "../../runner/isolation.ts";
import type { Runner, RunSpec, SandboxLimits } from "../../runner/Runner.ts";
import { reasonIn } from "../askEngine.ts";

/** The environment of vLLM, and what it computes on. */
export interface VllmSandbox {
  /** Python in whose environment vLLM is. */
  readonly python: string;
  /** Device files; without any it computes on the processor. */
  readonly devices: readonly string[];
}

/** Where drivers put their libraries, apart from the system's own folders. */
const LIBRARIES = ["/usr/local/nvidia/lib64", "/usr/lib/wsl/lib", "/run/opengl-driver/lib"];

/** Settings of every run: nothing is fetched, nothing reported, and no words that could hold a prompt are written. */
const QUIET = {
  HF_HUB_OFFLINE: "1",
  TRANSFORMERS_OFFLINE: "1",
  VLLM_NO_USAGE_STATS: "1",
  DO_NOT_TRACK: "1",
  VLLM_LOGGING_LEVEL: "ERROR",
};

/** Digest by which runs name the environment of vLLM, which the operator set up. */
export const VLLM_ENVIRONMENT = "vllm";

/** The environment of vLLM, as runs find it on this machine. */
export function vllmEnvironment({ python, devices }: VllmSandbox): InstalledEnvironment {
  const libraries = devices.length === 0 ? [] : LIBRARIES.filter((path) => existsSync(path));
  return {
    interpreter: python,
    binds: libraries.filter((path) => !path.startsWith("/usr/")),
    variables: libraries.length === 0 ? {} : { LD_LIBRARY_PATH: libraries.join(":") },
    devices,
  };
}

/**
 * How vLLM runs in a sandbox. Its processes talk to each other over internet sockets of their own empty network.
 * @param command What its Python is given.
 * @param threads Compute threads. They are not bound to cores, which several engines share.
 */
export function vllmRun(
  { devices }: Pick<VllmSandbox, "devices">,
  command: readonly string[],
  threads: number,
): Pick<RunSpec, "environment" | "resources" | "network" | "foreign"> {
  return {
    environment: {
      digest: VLLM_ENVIRONMENT,
      command,
      variables: {
        ...QUIET,
        // On a processor, compiling takes longer than it saves, at each start anew.
        ...(devices.length === 0 ? { TORCHDYNAMO_DISABLE: "1" } : {}),
        VLLM_HOST_IP: "127.0.0.1",
        GLOO_SOCKET_IFNAME: "lo",
        OMP_NUM_THREADS: String(threads),
        VLLM_CPU_OMP_THREADS_BIND: "nobind",
        // The worker keeps its connections; one that is closed while it writes would lose a request.
        VLLM_HTTP_TIMEOUT_KEEP_ALIVE: "86400",
      },
    },
    ...ownRun(threads),
    resources: { cpus: threads, gpus: devices.length === 0 ? 0 : 1 },
    network: "loopback",
  };
}

/** What vLLM is, and what it computes on. */
interface VllmFacts {
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
 * @param runner Knows the environment of vLLM.
 * @throws PosthumanError `VLLM_UNUSABLE`, or what `start` throws.
 */
export async function probeVllm(
  found: VllmSandbox,
  limits: SandboxLimits,
  runner: Runner,
): Promise<VllmFacts> {
  const unusable = (reason: string) => new PosthumanError("VLLM_UNUSABLE", { python: found.python, reason });
  const id = "vllm-probe";
  try {
    const run = await runner.start({
      id,
      ...vllmRun(found, ["-c", QUERY], 1),
      staged: [],
      documents: {},
      limits: { ...limits, wallSeconds: LONGEST_SECONDS },
    });
    const { failure, consoleTail } = await followRun(run);
    if (failure) throw unusable(reasonIn(consoleTail) ?? failure.code);
    const file = join(await runner.collect(id), "state", "found.json");
    const facts = JSON.parse(await readFile(file, "utf8")) as VllmFacts;
    if (facts.platform === "") throw unusable("it finds nothing to compute on");
    return facts;
  } finally {
    await runner.remove(id);
  }
}
