import { statfs } from "node:fs/promises";
import { PosthumanError } from "@posthuman/sdk";
import type { ApiContext } from "./ApiContext.ts";

/**
 * Makes sure that an upload of `bytes` leaves the disk's reserve untouched.
 * @throws PosthumanError `DISK_FULL`.
 */
export async function requireRoom(
  { dataFolder, uploads }: Pick<ApiContext, "dataFolder" | "uploads">,
  bytes: number,
): Promise<void> {
  const { bavail, bsize } = await statfs(dataFolder);
  if (bavail * bsize - bytes < uploads.reserve) throw new PosthumanError("DISK_FULL");
}
