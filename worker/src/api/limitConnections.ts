import type { Server } from "node:http";
import { networkOf } from "./networkOf.ts";

/** Closes what one client opens beyond `most` connections, so that one alone cannot take all. */
export function limitConnections(server: Server, most: number, isExempt: (client: string) => boolean): void {
  const open = new Map<string, number>();
  server.on("connection", (socket) => {
    const client = networkOf(socket.remoteAddress);
    if (isExempt(client)) return;
    const count = (open.get(client) ?? 0) + 1;
    if (count > most) return void socket.destroy();
    open.set(client, count);
    socket.once("close", () => {
      const left = (open.get(client) ?? 1) - 1;
      if (left > 0) open.set(client, left);
      else open.delete(client);
    });
  });
}
