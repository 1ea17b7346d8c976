import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { closeSession, followJob, showSession } from "@posthuman/sdk";
import { apiDocument } from "@posthuman/worker";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startInference, type InferenceMarket } from "./support/startInference.ts";

const CLIENTS = join(import.meta.dirname, "clients");
/** Cases for each route and phase of a wider run. */
const wide = process.env["POSTHUMAN_API_CASES"];
/** The cases at the borders of each field are many, and wait for a wider run. */
const phases = wide === undefined ? "examples,fuzzing" : "examples,coverage,fuzzing,stateful";

let market: InferenceMarket;

beforeAll(async () => {
  market = await startInference(
    {
      listen: { requestsPerMinute: 1_000_000 },
      serving: { engine: "transformers", allow: ["logprobs", "embeddings"], requestsPerMinute: 1_000_000 },
    },
    ["talker"],
  );
}, 600_000);

afterAll(() => market?.[Symbol.asyncDispose]());

/** A session that was used, closed and paid for: its job has events, a receipt and a file. */
async function endedSession(): Promise<string> {
  const { client } = market.people.bob;
  const endpoint = market.custodianWorker.url;
  const { job, apiKey, baseUrl } = await market.open(client, "talker");
  const answer = await fetch(`${baseUrl}/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ prompt: "One", max_tokens: 2 }),
  });
  expect(answer.status).toBe(200);
  await closeSession(client, { endpoint, job });
  for await (const update of followJob(client, job, { pollMs: 100 })) expect(update).toBeDefined();
  return job;
}

it("the worker serves its document, which others may cache", async () => {
  const answer = await fetch(`${market.custodianWorker.url}/openapi.json`);
  expect(answer.headers.get("cache-control")).toContain("public");
  expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(apiDocument())));
});

it("schemathesis finds no answer of the running worker that the document does not describe", async () => {
  const { people, custodianWorker, stack, models } = market;
  const jobs = [await endedSession()];
  const open = await market.open(people.bob.client, "talker", { tokens: 100_000_000 });
  const world = join(stack.folder, "world.json");
  const facts = {
    worker: custodianWorker.address,
    market: stack.addresses.posthuman.JobMarket,
    chainId: Number(people.bob.client.chainId),
    owner: people.bob.wallet.privateKey,
    key: open.apiKey,
    model: models.talker,
    jobs,
  };
  await writeFile(world, JSON.stringify(facts));
  const args = ["-m", "schemathesis.cli", "--config-file", join(CLIENTS, "schemathesis.toml"), "run"];
  args.push(`${custodianWorker.url}/openapi.json`, "--no-color", "--phases", phases, "-n", wide ?? "2");
  const run = promisify(execFile)(join(CLIENTS, ".venv/bin/python"), args, {
    cwd: stack.folder,
    maxBuffer: 2 ** 26,
    env: { ...process.env, PYTHONPATH: CLIENTS, POSTHUMAN_WORLD: world },
  });
  // Its findings are on the standard output; with any, its exit status is not 0.
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  expect(stdout).toContain("No issues found");
  const { calls } = await showSession(people.bob.client, { endpoint: custodianWorker.url, job: open.job });
  expect(calls).toBeGreaterThan(0);
});
