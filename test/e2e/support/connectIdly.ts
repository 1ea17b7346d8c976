import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Connects to a port of this machine, and sends nothing. */
export async function connectIdly(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1").on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}
