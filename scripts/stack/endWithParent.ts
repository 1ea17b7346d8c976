import type { ChildProcess } from "node:child_process";

/** Kills a child when this process exits, however that comes about, and returns it. */
export function endWithParent<T extends ChildProcess>(child: T): T {
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
  return child;
}
