import { access, constants } from "node:fs/promises";

/** Where systems keep bubblewrap. The worker's own PATH is not asked: whoever can change that could replace the sandbox. */
const PLACES = ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"];

/** Path of bubblewrap, or nothing if it is not installed. */
export async function findBubblewrap(): Promise<string | undefined> {
  for (const path of PLACES) {
    const executable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return path;
  }
  return undefined;
}
