import { PosthumanError } from "@posthuman/sdk";
import { CommanderError } from "commander";
import { adviceFor, fixFor } from "./advice.ts";
import { readable } from "./print.ts";

/** The exit code that tells a service's supervisor: the same may work later. */
const TEMPORARY = 75;

/**
 * Prints what went wrong, why, and what to do; as JSON where the command line asks for it.
 * @returns The exit code: 1, or 75 for a command that a supervisor restarts if trying again may help. Help that was asked
 * for is no error: 0.
 */
export function reportError(
  thrown: unknown,
  { json, restarts }: { readonly json: boolean; readonly restarts: boolean },
): number {
  if (thrown instanceof CommanderError && SHOWN.includes(thrown.code)) return thrown.exitCode;
  const error = known(thrown);
  const advice = adviceFor(error);
  const fix = fixFor(error);
  const lines = [
    `${error.message} (${error.code})`,
    `  Why: ${error.why}`,
    `  Fix: ${fix}`,
    ...(advice === undefined ? [] : [`  Try: posthuman ${advice}`]),
  ];
  const document = { ...error.toJSON(), fix, ...(advice && { try: `posthuman ${advice}` }) };
  process.stderr.write(json ? `${JSON.stringify(document)}\n` : `${readable(lines.join("\n"))}\n`);
  return error.retryable && restarts ? TEMPORARY : 1;
}

/** What commander throws after it has printed what there is to say. */
const SHOWN = ["commander.help", "commander.helpDisplayed", "commander.version"];

function known(error: unknown): PosthumanError {
  if (PosthumanError.is(error)) return error;
  if (error instanceof CommanderError) {
    const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
    return new PosthumanError("COMMAND_INVALID", {
      reason: [first.replace(/\.$/, ""), ...rest].join(" ").trim(),
    });
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return new PosthumanError(
    "PROGRAM_FAULT",
    { what: `${name}: ${message.split("\n")[0]}` },
    { cause: error },
  );
}

/**
 * Makes a reader that goes away, such as `head`, no fault of the program: what was begun is finished, and the rest of the
 * output is lost. Output that cannot be written for another reason ends the process with 1.
 */
export function guardOutput(json: boolean): void {
  process.stdout.on("error", ({ code: reason = "it cannot be written to" }: NodeJS.ErrnoException) => {
    if (reason === "EPIPE") return;
    const error = new PosthumanError("FILE_UNWRITABLE", { file: "/dev/stdout", reason });
    process.exit(reportError(error, { json, restarts: false }));
  });
  process.stderr.on("error", () => undefined);
}
