import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where the bootstrap keeps the tools it fetched; ignored by git, and safe to delete. */
export const toolchain = join(root, ".toolchain");
