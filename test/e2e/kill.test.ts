import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { executePlan, followJob, parseAmount, planRequest, resultOf } from "@posthuman/sdk";
import { openFile } from "@posthuman/sdk/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startMarket, type Market } from "../../scripts/demo/startMarket.ts";
import { startWorker } from "../../scripts/stack/startWorker.ts";

describe("a worker that is killed in the middle of a training", () => {
  let market: Market;

  beforeAll(async () => void (market = await startMarket({ jobs: 2 })), 300_000);
  afterAll(() => market[Symbol.asyncDispose]());

  async function requestTraining(childName: string, endpoint: string) {
    const { scene, model } = market;
    const { client } = scene.people.Bob;
    const source = join(scene.stack.folder, "text.txt");
    await writeFile(
      source,
      "We the people of the United States, in order to form a more perfect union. ".repeat(400),
    );
    const plan = await planRequest(client, {
      kind: "train",
      endpoint,
      model,
      childName,
      datasets: [{ name: "text.txt", source: await openFile(source) }],
      maxFee: parseAmount("5"),
      parameters: { steps: 60, checkpoint_every: 10 },
    });
    return (await executePlan(client, plan)).result;
  }

  it("finishes that same training, with the same bits, and one accepted result", async () => {
    const { scene, workerFolder } = market;
    const { client } = scene.people.Bob;
    const endpoint = scene.custodianWorker.url;

    const unbroken = await requestTraining("Unbroken", endpoint);
    for await (const update of followJob(client, unbroken.id)) if (update.type === "birth") break;

    const broken = await requestTraining("Broken", endpoint);
    for await (const update of followJob(client, broken.id, { endpoint })) {
      if (update.type === "event" && update.event.event === "checkpoint" && update.event.step! >= 20) break;
    }
    await scene.custodianWorker.kill();
    const again = await startWorker(workerFolder, scene.custodianWorker.settings);
    try {
      const states: string[] = [];
      for await (const update of followJob(client, broken.id))
        if (update.type === "state") states.push(update.state);
      expect(states).toEqual(["Requested", "Leased", "Submitted", "Settled"]);
    } finally {
      await again.stop();
    }
    const [first, second] = [await resultOf(client, unbroken.id), await resultOf(client, broken.id)];
    expect(second.weightsRoot).toBe(first.weightsRoot);
    expect(second.traceRoot).toBe(first.traceRoot);
    expect(second.gain).toBe(first.gain);
  }, 600_000);
});
