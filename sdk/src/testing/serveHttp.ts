import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server of one test. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Serves HTTP on a free port of this machine. */
export async function serveHttp(handler: Handler): Promise<TestServer> {
  const server = createServer((request, response) => void handler(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
