import { PosthumanError } from "@posthuman/sdk";

/** Where an algorithm finds its own file, as Ocean has it. */
export const ALGORITHM_PATH = "/data/transformations/algorithm";

const PYTHON = /^(?:\/usr\/(?:local\/)?bin\/)?python(3(?:\.\d+)?)?$/;

/**
 * Takes an entry point apart, at spaces, as Ocean's nodes do; there is no shell and there are no quotes.
 * @param version Of the Python that is there, such as `3.11.7`; undefined if the operator chose it for the algorithm's
 * image, and so any that is asked for.
 * @returns What follows the interpreter.
 * @throws PosthumanError `ALGORITHM_ENTRYPOINT_INVALID`.
 */
export function parseEntrypoint(entrypoint: string, version: string | undefined): string[] {
  const invalid = (reason: string) =>
    new PosthumanError("ALGORITHM_ENTRYPOINT_INVALID", { entrypoint, reason });
  const [program = "", ...args] = entrypoint.split(" ").filter((part) => part !== "");
  const asked = PYTHON.exec(program);
  if (!asked) throw invalid(`this worker runs Python only, and ${program || "nothing"} is none`);
  const [, wanted = "3"] = asked;
  if (version !== undefined && !`${version}.`.startsWith(`${wanted}.`))
    throw invalid(`this worker's Python is ${version}`);
  if (!args.includes("$ALGO")) throw invalid("it does not name $ALGO, the algorithm's file, as an argument");
  return args.map((arg) => (arg === "$ALGO" ? ALGORITHM_PATH : arg));
}
