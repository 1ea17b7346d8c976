import { close, constants, fstatSync, open } from "node:fs";
import { promisify } from "node:util";

/** Linux: a handle on the file itself, whatever it is, without opening it. */
const O_PATH = 0o10000000;

/** A Unix socket that was found, and stays the same whatever its folder's owner does. */
export interface FoundSocket {
  /** Where to connect. */
  readonly path: string;
  close(): void;
}

/**
 * Finds the socket at a path. It lies in a folder that hostile code writes to, who may put a link to another socket of
 * this machine in its place: so the file itself is held, never a link, and connected to by that handle. The handle's path
 * is short as well, which a socket's must be.
 * @returns `undefined` if there is no socket.
 */
export async function openSocket(path: string): Promise<FoundSocket | undefined> {
  const handle = await promisify(open)(path, O_PATH | constants.O_NOFOLLOW).catch(() => undefined);
  if (handle === undefined) return undefined;
  const release = () => close(handle, () => undefined);
  if (!fstatSync(handle).isSocket()) {
    release();
    return undefined;
  }
  return { path: `/proc/self/fd/${handle}`, close: release };
}
