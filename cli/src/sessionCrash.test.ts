import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseEther } from "ethers";
import { expect, onTestFinished, test } from "vitest";
import { fetchJob, queryEvents } from "@posthuman/sdk";
import { holdSession } from "@posthuman/worker/testing/holdSession";
import { startFamily } from "@posthuman/worker/testing/startFamily";
import { statesOf, watchJob } from "@posthuman/worker/testing/watchJob";

const MAIN = join(import.meta.dirname, "main.ts");
const price = parseEther("2");

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await once(server.close(), "close");
  return port;
}

test("a session outlives its worker at every step: killed and started again, it is served on and submitted once", async () => {
  // However long a worker takes to start again, its lease lasts.
  await using family = await startFamily({ leaseSeconds: 3_600 });
  const { bob, model, folder } = family;
  const port = await freePort();
  const fees = { infer: { fixed: price.toString() } };
  const config = join(folder, "crashing.json");
  writeFileSync(
    config,
    JSON.stringify(await family.prepareNode("crashing", { config: { listen: { port }, fees } })),
  );
  const start = async (crashAt: string) => {
    const child = spawn(process.execPath, [MAIN, "worker", "start", "--config", config], {
      env: { ...process.env, POSTHUMAN_CRASH_AT: crashAt },
      stdio: ["ignore", "pipe", "ignore"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const gone = once(child, "exit");
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    return { child, gone, ...(JSON.parse(line) as { url: string; worker: string }) };
  };
  const killed = [null, "SIGKILL"];

  let node = await start("session.open");
  const terms = { endpoint: node.url, worker: node.worker, model, maxFee: price };
  const held = await holdSession(bob, { ...terms, session: { tokens: 100, seconds: 3_600 } });
  expect(await node.gone).toEqual(killed);

  node = await start("session.recorded");
  const { expires } = await held.until("open");
  const body = { prompt: "one two", max_tokens: 8 };
  await expect(held.complete(body)).rejects.toThrow();
  expect(await node.gone).toEqual(killed);

  // What was counted stays counted, and the time is not begun anew.
  node = await start("session.closing");
  expect(await held.until("open")).toMatchObject({ used: 10, calls: 1, expires });
  const answer = (await (await held.complete(body)).json()) as { id: string };
  expect(answer.id).toMatch(/-1001$/);
  await held.ask("POST", "/close", "close");
  expect(await node.gone).toEqual(killed);

  node = await start("session.collected");
  expect(await node.gone).toEqual(killed);
  node = await start("engine.submitted");
  expect(await node.gone).toEqual(killed);

  node = await start("");
  expect(statesOf(await watchJob(bob, held.id))).toEqual(["Requested", "Leased", "Submitted", "Settled"]);
  expect(await fetchJob(node.url, held.id)).toMatchObject({ fee: (price / 5n).toString() });
  const { market } = bob.contracts;
  for (const event of [market.filters.JobLeased(held.id), market.filters.JobSubmitted(held.id)]) {
    expect(await queryEvents(bob, market, event)).toHaveLength(1);
  }
  node.child.kill("SIGTERM");
  expect(await node.gone).toEqual([0, null]);
});
