import { parseEther } from "ethers";
import { expect, test } from "vitest";
import { HOSTILE, sampleReport as report } from "@posthuman/sdk/testing/sampleReport";
import { renderEvaluation } from "./renderEvaluation.ts";

const textOf = (html: string) => html.replace(/<[^>]*>/g, "").replace(/\s+/g, " ");

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

test("the page of a standard benchmark names it, and counts its questions", () => {
  const benchmark = { name: "arc_easy", harness: "lm-eval 0.4.13", questions: 24, examples: 0 };
  const text = textOf(renderEvaluation({ report: { ...report, benchmark } }));
  expect(text).toContain("on a standard benchmark");
  expect(text).toContain("24 questions of arc_easy");
});
