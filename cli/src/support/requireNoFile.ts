import { existsSync } from "node:fs";
import { PosthumanError } from "@posthuman/sdk";

/**
 * Makes sure that a file is not there yet, before a password is asked for.
 * @throws PosthumanError `FILE_EXISTS`.
 */
export function requireNoFile(file: string): void {
  if (existsSync(file)) throw new PosthumanError("FILE_EXISTS", { file });
}
