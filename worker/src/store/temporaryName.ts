import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** A name for a temporary file that says which process of which host writes it: `host.pid.start.random`. */
export function temporaryName(): string {
  const start = processStart(process.pid) ?? "0";
  return [hostMark(), process.pid, start, randomBytes(8).toString("hex")].join(".");
}

/** Whether the process that made the file `name` still runs; undefined if another host made it. */
export function writerRuns(name: string): boolean | undefined {
  const [host, pid, start] = name.split(".");
  if (host !== hostMark()) return undefined;
  return processStart(Number(pid)) === start;
}

function hostMark(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
}

/** When process `pid` began, in the kernel's ticks, which tells a process from a later one of the same number. */
function processStart(pid: number): string | undefined {
  try {
    // The second field, the command's name, may itself hold spaces and brackets.
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1");
    return fields.slice(fields.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return answersSignals(pid) ? "0" : undefined;
  }
}

/** Whether a process `pid` exists, for systems without /proc. */
function answersSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
