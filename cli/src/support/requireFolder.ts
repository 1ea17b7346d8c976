import { statSync } from "node:fs";
import { PosthumanError } from "@posthuman/sdk";

/**
 * Makes sure that results can be put into a folder, before they are paid for: it is one, or is yet to be made.
 * @throws PosthumanError `FILE_EXISTS`.
 */
export function requireFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === false)
    throw new PosthumanError("FILE_EXISTS", { file: path });
}
