import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { listen } from "./listen.ts";

/** Whether the server lets a new connection be. */
async function isLetIn(url: string, kept: Socket[]): Promise<boolean> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
  kept.push(socket);
  const closed = once(socket, "close").then(() => false);
  return Promise.race([
    once(socket, "data").then(
      () => true,
      () => false,
    ),
    closed,
  ]);
}

test("a client has so many connections at a time, and gets others when it closes some", async () => {
  const limits = { perAddress: 2, isExempt: () => false };
  await using server = await listen((_, response) => response.end(), "127.0.0.1", 0, limits);
  const kept: Socket[] = [];
  expect(await isLetIn(server.url, kept)).toBe(true);
  expect(await isLetIn(server.url, kept)).toBe(true);
  expect(await isLetIn(server.url, kept)).toBe(false);
  kept[0]!.destroy();
  await expect.poll(() => isLetIn(server.url, kept)).toBe(true);
});

test("this machine's own are not counted: a proxy may stand there", async () => {
  await using server = await listen((_, response) => response.end(), "127.0.0.1", 0, { perAddress: 1 });
  const kept: Socket[] = [];
  for (let i = 0; i < 3; i++) expect(await isLetIn(server.url, kept)).toBe(true);
});

test("nor are those of proxies, which bring those of many clients", async () => {
  const limits = { perAddress: 1, proxies: 1, isExempt: () => false };
  await using server = await listen((_, response) => response.end(), "127.0.0.1", 0, limits);
  const kept: Socket[] = [];
  for (let i = 0; i < 3; i++) expect(await isLetIn(server.url, kept)).toBe(true);
});
