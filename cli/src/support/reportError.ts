import { PosthumanError } from "@posthuman/sdk";

/** The exit code that says: the same may work later. */
const TEMPORARY = 75;

/**
 * Prints what went wrong, why, and what to do; as JSON where the command line asks for it.
 * @returns The exit code: 75 if trying again may help, else 1.
 */
export function reportError(error: unknown, json: boolean): number {
  if (!PosthumanError.is(error)) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    process.stderr.write(
      `${name}: ${message.split("\n")[0]}\nThis is a fault of the program; please report it.\n`,
    );
    return 1;
  }
  process.stderr.write(
    json
      ? `${JSON.stringify(error)}\n`
      : `${error.message} (${error.code})\n  Why: ${error.why}\n  Fix: ${error.fix}\n`,
  );
  return error.retryable ? TEMPORARY : 1;
}
