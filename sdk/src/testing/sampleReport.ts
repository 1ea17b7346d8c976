import type { EvaluationReport } from "../evaluation/parseEvaluationReport.ts";

/** A name that would run a script, if a page showed it as it is. */
export const HOSTILE = `<script src="https://evil.example/x.js">&"'</script>`;

const measure = (value: number, interval: [number, number] | null = [value - 0.01, value + 0.01]) => ({
  bits_per_byte: { value, interval },
  perplexity: { value: 2 ** value, interval: null },
});

/** What an evaluation of a model with two ancestors may report; one of them has a hostile name. */
export const sampleReport: EvaluationReport = {
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
    method: "13-grams",
    sources: ["Brown et al."],
    checked: true,
    complete: false,
    scale: 4,
    ngrams: 100,
    found: 30,
    share: 0.3,
    documents: [{ dataset: "mine.txt", bytes: 4_096, ngrams: 100, found: 30, share: 0.3 }],
  },
  environment: { torch: "2.15", threads: 1 },
  method: "sliding windows",
};
