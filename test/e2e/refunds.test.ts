import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  authoriseWorker,
  balanceOf,
  cancelJob,
  createManifest,
  createTerms,
  expireJob,
  fetchJob,
  followJob,
  parseAmount,
  requestJob,
  uploadDataset,
} from "@posthuman/sdk";
import { openFile } from "@posthuman/sdk/node";
import { requestUnchecked, type UncheckedRequest } from "@posthuman/sdk/testing/requestUnchecked";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startMarket, type Market } from "../../scripts/demo/startMarket.ts";

const TEXT = "The state of the union is strong, and its people are free. ".repeat(100);

describe("a paid job that cannot be done", () => {
  let market: Market;

  beforeAll(async () => void (market = await startMarket({ jobs: 1 })), 300_000);
  afterAll(() => market[Symbol.asyncDispose]());

  const bob = () => market.scene.people.Bob.client;
  const holdings = async () => {
    const { address: account } = market.scene.people.Bob;
    const tokens = [market.model, bob().addresses.ocean.Token];
    return Promise.all(tokens.map((token) => balanceOf(bob(), { token, account })));
  };
  const upload = async (name: string, bytes: string | Uint8Array) => {
    const { custodianWorker, stack } = market.scene;
    const file = join(stack.folder, name);
    await writeFile(file, bytes);
    return uploadDataset(bob(), {
      endpoint: custodianWorker.url,
      worker: custodianWorker.address,
      source: await openFile(file),
      name,
    });
  };
  const training = (given: Partial<UncheckedRequest>) =>
    ({
      kind: "train",
      endpoint: market.scene.custodianWorker.url,
      model: market.model,
      childName: "Child",
      maxFee: parseAmount("5"),
      ...given,
    }) as UncheckedRequest;

  /** Waits until the worker says why it does not take the job. */
  const refusalOf = async (id: string): Promise<string> => {
    for (;;) {
      const job = await fetchJob(market.scene.custodianWorker.url, id).catch(() => undefined);
      if (job?.error) return job.error.code;
      await sleep(200);
    }
  };

  it.each([
    ["an empty text", "DATASET_EMPTY", "  \n ", {}],
    ["a text that is not UTF-8", "DATASET_UNREADABLE", Uint8Array.of(0xff, 0xfe, 0x41, 0xc3), {}],
    ["a parameter that does not exist", "PARAMETER_UNKNOWN", TEXT, { learning_speed: 1 }],
    ["a loss that overflows", "LOSS_NOT_FINITE", TEXT, { steps: 50, learning_rate: 1e6, max_grad_norm: 1e6 }],
  ])("fails on %s and refunds everything", async (_, code, bytes, parameters) => {
    const before = await holdings();
    const datasets = [await upload("bad.txt", bytes)];
    const { id } = await requestUnchecked(bob(), training({ datasets, parameters }));
    const reasons: (string | undefined)[] = [];
    for await (const update of followJob(bob(), id)) if (update.type === "state") reasons.push(update.reason);
    expect(reasons.at(-1)).toBe(code);
    expect(await holdings()).toEqual(before);
  });

  it("does not take a job whose dataset was never brought; cancelling refunds everything", async () => {
    const before = await holdings();
    const datasets = [{ name: "missing.txt", sha256: "ab".repeat(32), size: 1000 }];
    const { id } = await requestUnchecked(bob(), training({ datasets }));
    expect(await refusalOf(id)).toBe("DATASET_MISSING");
    await cancelJob(bob(), id);
    expect(await holdings()).toEqual(before);
  });

  it("does not take a job whose manifest has another hash; after its deadline everything is refunded", async () => {
    const before = await holdings();
    const { bytes } = createManifest({ kind: "infer", model: market.model, parameters: { prompt: "Hello" } });
    const manifestURI = `data:application/json;base64,${Buffer.from(bytes).toString("base64")}`;
    const manifestHash = `0x${"12".repeat(32)}`;
    const terms = { kind: "infer" as const, model: market.model, manifestHash, manifestURI, seconds: 15 };
    const { id } = await requestJob(bob(), await createTerms(bob(), { ...terms, maxFee: parseAmount("5") }));
    expect(await refusalOf(id)).toBe("MANIFEST_MISMATCH");
    const { client: anyone } = market.scene.people.Elena;
    await expect(expireJob(anyone, id)).rejects.toMatchObject({ code: "TOO_EARLY" });
    // Anyone may end it now; here it is the worker that tidies up.
    const states: string[] = [];
    for await (const update of followJob(bob(), id)) if (update.type === "state") states.push(update.state);
    expect(states.at(-1)).toBe("Expired");
    expect(await holdings()).toEqual(before);
  });

  it("is not taken by a worker that the custodian no longer authorises", async () => {
    const before = await holdings();
    const { people, custodianWorker } = market.scene;
    await authoriseWorker(people.Alice.client, { worker: custodianWorker.address, authorised: false });
    const infer = training({ kind: "infer", childName: "", parameters: { prompt: "Hello" } });
    const { id } = await requestUnchecked(bob(), infer);
    expect(await refusalOf(id)).toBe("WORKER_NOT_AUTHORISED");
    expect((await fetchJob(custodianWorker.url, id)).attempts).toBe(0);
    await cancelJob(bob(), id);
    expect(await holdings()).toEqual(before);
    await authoriseWorker(people.Alice.client, { worker: custodianWorker.address });
  });
});
