import { once } from "node:events";
import { linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { openSocket } from "../runner/bubblewrap/sandbox.ts";
import { temporaryFolder } from "../testing/fixtures.ts";
import { connectEngine } from "./connectEngine.ts";

const scratch = temporaryFolder();
afterAll(() => scratch[Symbol.dispose]());
const never = new AbortController().signal;

test("a socket is reached however long its path is, and stays the one that was found", async () => {
  const near = join(scratch.path, "near.sock");
  const deep = join(scratch.path, "d".repeat(120));
  mkdirSync(deep);
  const server = createServer((_request, response) => response.end("engine"));
  await once(server.listen(near), "listening");
  const far = join(deep, "engine.sock");
  linkSync(near, far);

  const found = await openSocket(far);
  const connection = connectEngine(found!);
  // What the engine puts in its place afterwards is not connected to.
  rmSync(far);
  symlinkSync("/run/another.sock", far);
  const answer = await connection.send({ path: "/", signal: never });
  expect(await text(answer)).toBe("engine");
  expect(connection.isDead()).toBe(false);

  server.closeAllConnections();
  server.close();
  await expect(connection.send({ path: "/", body: "{}", signal: never })).rejects.toMatchObject({
    code: "ENGINE_RESTARTING",
  });
  expect(connection.isDead()).toBe(true);
  connection.close();
});

test("a link, a file and nothing are no sockets", async () => {
  const target = join(scratch.path, "real.sock");
  const server = createServer();
  await once(server.listen(target), "listening");
  const link = join(scratch.path, "link.sock");
  symlinkSync(target, link);
  const file = join(scratch.path, "file.sock");
  writeFileSync(file, "");
  for (const path of [link, file, join(scratch.path, "none.sock")])
    expect(await openSocket(path)).toBeUndefined();
  server.close();
});
