import { parseEther } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { offerDatatokens } from "../datatokens/offerDatatokens.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { costOfQuality } from "./costOfQuality.ts";
import type { EvaluationReport } from "./EvaluationReport.ts";
import { lineagePrices } from "./lineagePrices.ts";
import { parseEvaluationReport } from "./parseEvaluationReport.ts";
import { renderEvaluation } from "./renderEvaluation.ts";

const HOSTILE = `<script src="https://evil.example/x.js">&"'</script>`;

const measure = (value: number, interval: [number, number] | null = [value - 0.01, value + 0.01]) => ({
  bits_per_byte: { value, interval },
  perplexity: { value: 2 ** value, interval: null },
});

const report: EvaluationReport = {
  version: 1,
  kind: "evaluate",
  task: "causal-lm",
  metric: { name: "bits_per_byte", label: "bits per byte", better: "less" },
  text: { bytes: 4_096, documents: [{ dataset: "mine.txt", bytes: 4_096, sha256: "ab".repeat(32) }] },
  rows: [
    { model: "M3", kind: "model", hop: 0, parameters: 2_200_000, metrics: measure(1.9) },
    { model: HOSTILE, kind: "ancestor", hop: 1, parameters: 2_200_000, metrics: measure(2) },
    { model: "M1", kind: "ancestor", hop: 2, parameters: 999, metrics: measure(2.4) },
    {
      model: "xz",
      kind: "baseline",
      metrics: { bits_per_byte: { value: 3, interval: null } },
      source: "liblzma",
    },
    {
      model: "BIG",
      kind: "published",
      metrics: { accuracy: { value: 71, interval: null } },
      source: "a paper",
    },
  ],
  differences: [
    { model: HOSTILE, gain: 0.1, interval: [0.08, 0.12], betterInDraws: 1, verdict: "better" },
    { model: "M1", gain: 0.5, interval: [0.4, 0.6], betterInDraws: 1, verdict: "better" },
  ],
  bootstrap: { confidence: 0.95, resamples: 2_000, unit: "passage", units: 16, seed: 42, sources: ["Efron"] },
  profile: {
    unitsEach: 8,
    models: [
      { model: "M3", values: [1.8, 2] },
      { model: HOSTILE, values: [1.9, 2.1] },
      { model: "M1", values: [2.3, 2.5] },
    ],
  },
  documents: [
    { dataset: "a.txt", bytes: 2_048, values: [1.8, 1.9, 2.3] },
    { dataset: HOSTILE, bytes: 2_048, values: [2, 2.1, 2.5] },
  ],
  contamination: {
    ...{ method: "13-grams", sources: ["Brown et al."], checked: true, complete: false, scale: 4 },
    ...{ ngrams: 100, found: 30, share: 0.3 },
    documents: [{ dataset: "mine.txt", bytes: 4_096, ngrams: 100, found: 30, share: 0.3 }],
  },
  environment: { torch: "2.15", threads: 1 },
  method: "sliding windows",
};

const textOf = (html: string) => html.replace(/<[^>]*>/g, "").replace(/\s+/g, " ");

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

test("the page says what was found, runs nothing, and fetches nothing", () => {
  const prices = [{ price: parseEther("4") }, {}, { price: parseEther("1.5") }];
  const html = renderEvaluation({ report, prices, facts: [["Job", HOSTILE]] });
  expect(html).not.toMatch(/<script|<[^>]* (src|href)=|url\(|@import|undefined|NaN/);
  expect(html.match(/https?:/g)).toHaveLength(html.match(/evil\.example/g)!.length);
  const text = textOf(html);
  expect(text).toContain(
    "M3 needs 1.9000 bits per byte, its parent 2.0000: +0.1000 gained. With 95 % confidence",
  );
  expect(text).toContain("not for sale");
  expect(text).toContain("2.2 M parameters");
  expect(text).toContain("Overlap with the training data: 30.0 %");
  expect(text).toContain("one in 4, and");
  expect(text).toContain("liblzma");
  expect(text).not.toContain("a paper");
});

test("the page of little data, of one model and without prices says less", () => {
  const none = { ...report, rows: report.rows.slice(0, 1), differences: [], documents: [] };
  const little = {
    ...none,
    metric: { name: "accuracy", label: "accuracy", better: "more" as const },
    rows: [
      { model: "M1", kind: "model" as const, hop: 0, metrics: { accuracy: { value: 0.75, interval: null } } },
    ],
    bootstrap: { ...report.bootstrap, resamples: 0, units: 3 },
    profile: { unitsEach: 3, models: [{ model: "M1", values: [0.75] }] },
    contamination: { method: "", sources: [], checked: false, documents: [] },
  };
  const text = textOf(renderEvaluation({ report: little }));
  expect(text).toContain("M1 reaches 0.7500 accuracy.");
  expect(text).toContain("too little data for confidence intervals");
  expect(text).toContain("does not bring hashes");
  expect(text).not.toMatch(/Is it worth|really better|Where is it/);
  const speech = {
    ...little,
    metric: { name: "word_error_rate", label: "word error rate", better: "less" as const },
    rows: [{ ...little.rows[0]!, metrics: { word_error_rate: { value: 0.25, interval: null } } }],
    contamination: { ...report.contamination, share: null, documents: [] },
  };
  const heard = textOf(renderEvaluation({ report: speech }));
  expect(heard).toContain("M1 has a word error rate of 0.2500.");
  expect(heard).toContain("cannot be told: the data is too short for 13-grams");
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
