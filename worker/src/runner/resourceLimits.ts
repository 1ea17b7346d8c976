import type { SandboxLimits } from "./SandboxJob.ts";

/** Start of a command line that gives the rest of it the kernel's limits per process, and no core dumps. */
export function resourceLimits(limits: SandboxLimits): string[] {
  const largestFile = Math.max(limits.stateBytes, limits.outputBytes, limits.logBytes);
  const cpu = limits.cpuSeconds === undefined ? [] : [`--cpu=${Math.ceil(limits.cpuSeconds)}`];
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
