import { existsSync } from "node:fs";
import type { SandboxJob } from "../../runner/Runner.ts";

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

/**
 * How vLLM runs in a sandbox. Its processes talk to each other over internet sockets of their own empty network.
 * @param threads Compute threads. They are not bound to cores, which several engines share.
 */
export function vllmSandbox(
  { python, devices }: VllmSandbox,
  threads: number,
): Omit<SandboxJob, "folder" | "args" | "limits"> {
  const libraries = devices.length === 0 ? [] : LIBRARIES.filter((path) => existsSync(path));
  return {
    interpreter: python,
    binds: libraries.filter((path) => !path.startsWith("/usr/")),
    devices,
    loopback: true,
    env: {
      ...QUIET,
      // On a processor, compiling takes longer than it saves, at each start anew.
      ...(devices.length === 0 ? { TORCHDYNAMO_DISABLE: "1" } : {}),
      ...(libraries.length === 0 ? {} : { LD_LIBRARY_PATH: libraries.join(":") }),
      VLLM_HOST_IP: "127.0.0.1",
      GLOO_SOCKET_IFNAME: "lo",
      OMP_NUM_THREADS: String(threads),
      VLLM_CPU_OMP_THREADS_BIND: "nobind",
      // The worker keeps its connections; one that is closed while it writes would lose a request.
      VLLM_HTTP_TIMEOUT_KEEP_ALIVE: "86400",
    },
  };
}
