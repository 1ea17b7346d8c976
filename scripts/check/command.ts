import { spawn } from "node:child_process";
import type { Check } from "./Check.ts";

/** A check that is a program: it is fine if the program ends with 0. */
export function command(name: string, program: string, ...args: string[]): Check {
  return {
    name,
    run: () =>
      new Promise((resolve) => {
        let output = "";
        const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
        for (const stream of [child.stdout, child.stderr])
          stream.on("data", (chunk) => (output += String(chunk)));
        child.on("error", (error) => resolve({ ok: false, output: error.message }));
        child.on("close", (code) => resolve({ ok: code === 0, output }));
      }),
  };
}
