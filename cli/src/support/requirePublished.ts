import { PosthumanError } from "@posthuman/sdk";
import { openFile } from "@posthuman/sdk/node";

/**
 * Makes sure that a file is a list of published results, before a job with it is paid for. The algorithm looks closer.
 * @throws PosthumanError `FILE_UNREADABLE`, `COMMAND_INVALID`.
 */
export async function requirePublished(path: string): Promise<void> {
  if (isList(await (await openFile(path)).text())) return;
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
