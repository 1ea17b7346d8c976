import { readdirSync, readFileSync } from "node:fs";

/** Process ids of the sandboxes whose command lines name a folder. */
export function enginesOf(folder: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [program, ...rest] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        return program?.endsWith("bwrap") === true && rest.some((part) => part.includes(folder));
      } catch {
        // It ended meanwhile.
        return false;
      }
    });
}
