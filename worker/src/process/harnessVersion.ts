import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PosthumanError } from "@posthuman/sdk";

/**
 * Asks an interpreter which harness runs its benchmarks.
 * @throws PosthumanError `INTERPRETER_UNUSABLE` if it has none, as an environment of the operator's own may not.
 */
export async function harnessVersion(interpreter: string): Promise<string> {
  const query = "from importlib.metadata import version; print('lm-eval', version('lm-eval'))";
  const options = { timeout: 30_000 };
  return promisify(execFile)(interpreter, ["-I", "-c", query], options).then(
    ({ stdout }) => stdout.trim(),
    (cause: unknown) => {
      const reason = "it has no lm-eval, which runs standard benchmarks";
      throw new PosthumanError("INTERPRETER_UNUSABLE", { interpreter, reason }, { cause });
    },
  );
}
