import type { SandboxLimits } from "./SandboxJob.ts";

/** Start of a command line that gives the rest of it the kernel's limits per process, and no core dumps. */
export function resourceLimits(limits: SandboxLimits): string[] {
  const largestFile = Math.max(limits.stateBytes, limits.outputBytes, limits.logBytes);
  const cpu = limits.cpuSeconds === undefined ? [] : [cpuLimit(Math.ceil(limits.cpuSeconds))];
  return [
    "/usr/bin/prlimit",
    `--nproc=${limits.processes}`,
    `--nofile=${limits.openFiles}`,
    `--fsize=${largestFile}`,
    // Private writable memory of one process. The limit on all of them is kept from outside.
    `--data=${limits.memoryBytes * 2}`,
    "--core=0",
    "--memlock=0",
    ...cpu,
    "--",
  ];
}

/** A signal at the limit, and the end by force soon after: both at once would be the end by force, which names no reason. */
function cpuLimit(seconds: number): string {
  return `--cpu=${seconds}:${seconds + 2}`;
}
