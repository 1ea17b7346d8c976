import { PosthumanError } from "@posthuman/sdk";
import { adviceFor } from "./adviceFor.ts";
import { readable } from "./readable.ts";

/** The exit code that tells a service's supervisor: the same may work later. */
const TEMPORARY = 75;

/**
 * Prints what went wrong, why, and what to do; as JSON where the command line asks for it.
 * @returns The exit code: 1, or 75 for a command that a supervisor restarts if trying again may help.
 */
export function reportError(
  error: unknown,
  { json, restarts }: { readonly json: boolean; readonly restarts: boolean },
): number {
  if (!PosthumanError.is(error)) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(
      `${name}: ${message.split("\n")[0]}\nThis is a fault of the program; please report it.\n`,
    );
    return 1;
  }
  const advice = adviceFor(error);
  const lines = [
    `${error.message} (${error.code})`,
    `  Why: ${error.why}`,
    `  Fix: ${error.fix}`,
    ...(advice === undefined ? [] : [`  Try: posthuman ${advice}`]),
  ];
  const document = { ...error.toJSON(), ...(advice && { try: `posthuman ${advice}` }) };
  process.stderr.write(json ? `${JSON.stringify(document)}\n` : `${readable(lines.join("\n"))}\n`);
  return error.retryable && restarts ? TEMPORARY : 1;
}
