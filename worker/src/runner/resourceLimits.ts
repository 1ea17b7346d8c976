import type { SandboxJob } from "./SandboxJob.ts";

/** Start of a command line that gives the rest of it the kernel's limits per process, and no core dumps. */
export function resourceLimits({ limits, devices = [] }: Pick<SandboxJob, "limits" | "devices">): string[] {
  const largestFile = Math.max(limits.stateBytes, limits.outputBytes, limits.logBytes);
  const cpu = limits.cpuSeconds === undefined ? [] : [cpuLimit(Math.ceil(limits.cpuSeconds))];
  return [
    "/usr/bin/prlimit",
    `--nproc=${limits.processes}`,
    `--nofile=${limits.openFiles}`,
    `--fsize=${largestFile}`,
    "--core=0",
    // Drivers map and pin far more than they use.
    ...(devices.length > 0 ? [] : memoryLimits(limits)),
    ...cpu,
    "--",
  ];
}

/** Private writable memory of one process; the limit on all of them is kept from outside. */
function memoryLimits({ memoryBytes }: SandboxJob["limits"]): string[] {
  return [`--data=${memoryBytes * 2}`, "--memlock=0"];
}

/** A signal at the limit, and the end by force soon after: both at once would be the end by force, which names no reason. */
function cpuLimit(seconds: number): string {
  return `--cpu=${seconds}:${seconds + 2}`;
}
