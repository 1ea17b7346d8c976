import { expect, it } from "vitest";
import { temporaryFolder } from "../../testing/fixtures.ts";
import { createTestRunner, sandboxJob } from "../../testing/sandboxJob.ts";

/** What a program of the sandbox can reach. */
const LOOK = `
import json, os, resource, socket
found = {"tty": os.path.exists("/dev/tty"), "hardware": sorted(os.listdir("/sys")) if os.path.exists("/sys") else []}
found["data"] = resource.getrlimit(resource.RLIMIT_DATA)[0] == resource.RLIM_INFINITY
try:
    listening = socket.create_server(("127.0.0.1", 0))
    socket.create_connection(listening.getsockname(), 5).close()
    found["self"] = True
    try:
        socket.create_connection(("192.0.2.1", 80), 5)
        found["others"] = True
    except OSError as error:
        found["others"] = error.strerror
except OSError as error:
    found["self"] = error.strerror
print(json.dumps(found))`;

async function look(more: object): Promise<unknown> {
  using scratch = temporaryFolder();
  const { failure, consoleTail } = await createTestRunner().run({
    ...sandboxJob(scratch.path, LOOK),
    ...more,
  });
  expect(failure).toBeUndefined();
  return JSON.parse(consoleTail) as unknown;
}

it("an algorithm gets no devices and no internet sockets", async () => {
  expect(await look({})).toMatchObject({
    tty: false,
    hardware: [],
    data: false,
    self: expect.stringMatching("not supported") as string,
  });
});

it("an engine gets the devices that are named, and sockets that reach only itself", async () => {
  const none = {
    tty: false,
    hardware: ["devices"],
    data: false,
    self: true,
    others: expect.stringMatching("unreachable") as string,
  };
  expect(await look({ devices: [], loopback: true })).toMatchObject(none);
  const found = (await look({ devices: ["/dev/tty"], loopback: true })) as { hardware: string[] };
  expect(found).toMatchObject({ tty: true, data: true, self: true });
  expect(found.hardware).toContain("devices");
});
