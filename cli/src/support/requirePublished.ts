import { readFileSync } from "node:fs";
import { PosthumanError } from "@posthuman/sdk";

/**
 * Makes sure that a file is a list of published results, before a job with it is paid for. The algorithm looks closer.
 * @throws PosthumanError `FILE_UNREADABLE`, `COMMAND_INVALID`.
 */
export function requirePublished(path: string): void {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? "it cannot be read";
    throw new PosthumanError("FILE_UNREADABLE", { path, reason }, { cause });
  }
  if (isList(text)) return;
  throw new PosthumanError("COMMAND_INVALID", {
    reason: `--published: ${path} is not a JSON list of results`,
  });
}

function isList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}
