import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { PosthumanError } from "@posthuman/sdk";
import { networkOf } from "./networkOf.ts";

/** A listening server. */
export interface Listening extends AsyncDisposable {
  /** Base address, with the port that it got. */
  readonly url: string;
}

/** How many connections clients may have. */
export interface ConnectionLimits {
  /** Of one address, or of one network of IPv6; default 256. */
  readonly perAddress?: number;
  /** Proxies in front: they hold the connections, so none are counted. */
  readonly proxies?: number;
  /** Which clients are not counted; by default this machine itself. */
  isExempt?(client: string): boolean;
}

const PER_ADDRESS = 256;
const isOwn = (client: string) => client.startsWith("127.") || client === networkOf("::1");

/** A connection on which nothing moves for so long is closed, in milliseconds. */
const IDLE_MS = 60_000;

/**
 * Listens for HTTP, with limits against clients that only hold connections.
 * @throws PosthumanError `LISTEN_FAILED`, for example when the port is taken.
 */
export async function listen(
  handler: RequestListener,
  host: string,
  port: number,
  { perAddress = PER_ADDRESS, proxies = 0, isExempt = isOwn }: ConnectionLimits = {},
): Promise<Listening> {
  const server = createServer(
    { maxHeaderSize: 32 * 1024, headersTimeout: 20_000, requestTimeout: 0 },
    handler,
  );
  server.setTimeout(IDLE_MS);
  server.maxConnections = 2_000;
  if (proxies === 0) limitConnections(server, perAddress, isExempt);
  try {
    await once(server.listen(port, host), "listening");
  } catch (cause) {
    const reason = (cause as { code?: string }).code ?? "unknown";
    throw new PosthumanError("LISTEN_FAILED", { host, port, reason }, { cause });
  }
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      // Streams of events would never end by themselves.
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Closes what one client opens beyond `most` connections, so that one alone cannot take all. */
function limitConnections(server: Server, most: number, isExempt: (client: string) => boolean): void {
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
