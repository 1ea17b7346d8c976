import { parseEther } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { offerDatatokens } from "../datatokens/offerDatatokens.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { HOSTILE, sampleReport as report } from "../testing/sampleReport.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { costOfQuality } from "./costOfQuality.ts";
import { lineagePrices } from "./lineagePrices.ts";
import { parseEvaluationReport } from "./parseEvaluationReport.ts";

test("a report is read if it has the form, whoever wrote it", () => {
  expect(parseEvaluationReport(JSON.stringify(report))).toEqual(report);
  expect(parseEvaluationReport(JSON.stringify({ ...report, more: 1 }))).toEqual(report);
  const own = report.rows[0]!;
  for (const wrong of [
    "no JSON",
    "[]",
    { rows: [] },
    { ...report, version: 2 },
    { ...report, rows: [] },
    { ...report, rows: [{ ...own, metrics: { accuracy: own.metrics.bits_per_byte } }] },
    { ...report, rows: [{ ...own, metrics: { bits_per_byte: { value: "1", interval: null } } }] },
    { ...report, rows: [{ ...own, model: "x".repeat(2_001) }] },
  ]) {
    const text = typeof wrong === "string" ? wrong : JSON.stringify(wrong);
    expect(parseEvaluationReport(text)).toBeUndefined();
  }
});

test("prices stand beside what was gained for them", () => {
  const prices = [{ price: parseEther("4") }, {}, { price: parseEther("1.5") }];
  const [own, parent, root] = costOfQuality(report, prices);
  expect(own).toMatchObject({ model: "M3", price: 4 });
  expect(own?.gained).toBeCloseTo(0.5);
  expect(own?.perHundredth).toBeCloseTo(2.5 / 50);
  expect(parent).toEqual({ model: HOSTILE, gained: expect.closeTo(0.4) as number });
  expect(root).toEqual({ model: "M1", price: 1.5, gained: 0 });
});

let market: Market;
let alice: Client;
beforeAll(async () => {
  market = await startMarket();
  alice = await market.join();
});
afterAll(() => market[Symbol.asyncDispose]());

test("prices of a lineage are the cheapest offers of now", async () => {
  const model = await publishRoot(alice);
  expect(await lineagePrices(alice, model)).toEqual([{ model }]);
  for (const price of ["3", "2"].map(parseEther)) {
    await offerDatatokens(alice, { token: model, amount: parseEther("1"), payToken: market.ocean, price });
  }
  expect(await lineagePrices(alice, model)).toEqual([{ model, price: parseEther("2") }]);
  await expect(lineagePrices(alice, market.ocean)).rejects.toMatchObject({ code: "MODEL_UNKNOWN" });
});
