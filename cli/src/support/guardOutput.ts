import { PosthumanError } from "@posthuman/sdk";
import { reportError } from "./reportError.ts";

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
