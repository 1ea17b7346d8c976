import { bubblewrapArguments } from "./bubblewrapArguments.ts";
import { jobUid } from "./jobUid.ts";
import type { PythonRuntime } from "./pythonRuntime.ts";
import type { SandboxJob } from "./SandboxJob.ts";
import { seccompFilter } from "./seccompFilter.ts";
import { SECCOMP_FD, STATUS_FD, type Command } from "./startProcess.ts";

/** The command that runs a job in the sandbox of the `bubblewrap` at that path. */
export function isolatedCommand(bubblewrap: string, job: SandboxJob, runtime: PythonRuntime): Command {
  const seccomp = seccompFilter(process.arch, job);
  const args = bubblewrapArguments(job, runtime, {
    uid: jobUid(job.folder),
    seccompFd: seccomp && SECCOMP_FD,
    statusFd: STATUS_FD,
  });
  // bubblewrap's own environment is empty, as the job can see bubblewrap in its /proc.
  return { argv: [bubblewrap, ...args], cwd: "/", env: {}, seccomp, wrapped: true };
}
