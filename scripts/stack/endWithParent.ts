import type { ChildProcess } from "node:child_process";

/** Kills a child when this process exits, however that comes about, and returns it. */
export function endWithParent<T extends ChildProcess>(child: T): T {
  const end = () => child.kill("SIGKILL");
  // Before whatever else happens at the exit, such as removing the folder that the child writes to.
  process.prependOnceListener("exit", end);
  child.once("exit", () => process.off("exit", end));
  return child;
}
