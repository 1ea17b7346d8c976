import { spawnSync } from "node:child_process";
import { select } from "../options/readArguments.ts";

/** A part of a wide suite: a program that ends with 0 if all is well. */
export interface Part {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** Added to its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs the named parts, or all, one after another and to the end, however the earlier ones end; then says of each whether
 * it passed and how long it took.
 *
 * @param names Parts that the command line names; a wrong name ends the process.
 * @param note Is shown beside the counts, for what else a person must know.
 * @returns The exit code for this process.
 */
export function runParts(parts: readonly Part[], names: readonly string[], note = ""): number {
  const rows = select(parts, names).map(({ name, command: [program, ...args], env }) => {
    console.log(`\n━━ ${name} ━━`);
    const begun = performance.now();
    const { status, signal } = spawnSync(program, args, {
      stdio: "inherit",
      env: { ...process.env, ...env },
    });
    if (status !== 0)
      console.log(signal === null ? `ended with exit code ${status}` : `was ended by ${signal}`);
    return { name, ok: status === 0, minutes: (performance.now() - begun) / 60_000 };
  });
  console.log();
  for (const { name, ok, minutes } of rows)
    console.log(`${ok ? "✓" : "✗"} ${name.padEnd(10)} ${minutes.toFixed(1)} min`);
  const failed = rows.filter(({ ok }) => !ok).length;
  console.log(`${rows.length - failed} passed, ${failed} failed${note === "" ? "" : `; ${note}`}`);
  return failed === 0 ? 0 : 1;
}
