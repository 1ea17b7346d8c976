import { CommanderError } from "commander";
import { PosthumanError } from "@posthuman/sdk";
import { adviceFor } from "./adviceFor.ts";
import { readable } from "./readable.ts";

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
