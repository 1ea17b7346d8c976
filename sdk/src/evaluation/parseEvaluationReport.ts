import { z } from "zod";

const number = z.number().finite();
const text = z.string().max(2_000);
const interval = z.tuple([number, number]).nullable();
const measure = z.object({
  value: number,
  interval,
  /** Standard error, where a formula for it is customary. */
  error: number.optional(),
});

const row = z.object({
  model: text,
  kind: z.enum(["model", "ancestor", "baseline", "published"]),
  /** Steps up from the model; only of models. */
  hop: z.number().int().nonnegative().optional(),
  /** How many numbers the model consists of. */
  parameters: number.optional(),
  /** By metric. */
  metrics: z.record(z.string(), measure),
  source: text.optional(),
  caveat: text.optional(),
});

const difference = z.object({
  /** The ancestor that the model is compared with. */
  model: text,
  /** Above 0 = the model is better. */
  gain: number,
  interval,
  /** In which share of the bootstrap's draws the model is better. */
  betterInDraws: number.nullable(),
  verdict: z.enum(["better", "worse", "undecided"]),
});

const share = { ngrams: number, found: number, share: number.nullable() };

const contamination = z.object({
  method: text,
  sources: z.array(text).max(20),
  /** Whether the model brought hashes of what it was trained on. */
  checked: z.boolean(),
  /** Whether they cover all its trainings, back to the root's. */
  complete: z.boolean().optional(),
  /** One n-gram in so many was kept. */
  scale: number.optional(),
  ngrams: number.optional(),
  found: number.optional(),
  share: number.nullable().optional(),
  documents: z.array(z.object({ dataset: text, bytes: number, ...share })).max(1_000),
});

/** Form of an evaluation's `report.json`, as this version's algorithm writes it; what is not named is left out. */
const evaluationReportSchema = z.object({
  version: z.literal(1),
  kind: z.literal("evaluate"),
  task: text,
  metric: z.object({ name: text, label: text, better: z.enum(["more", "less"]) }),
  /** What metrics are called in words. */
  labels: z.record(z.string(), text).optional(),
  /** The standard benchmark that was run instead of the task's own measure. */
  benchmark: z.object({ name: text, harness: text, questions: number, examples: number }).optional(),
  text: z.object({
    bytes: number,
    documents: z.array(z.object({ dataset: text, bytes: number, sha256: text })).max(100_000),
  }),
  rows: z.array(row).min(1).max(1_000),
  differences: z.array(difference).max(1_000),
  bootstrap: z.object({
    confidence: number,
    resamples: number,
    unit: text,
    units: number,
    seed: number,
    sources: z.array(text).max(20),
  }),
  profile: z.object({
    unitsEach: number,
    models: z.array(z.object({ model: text, values: z.array(number).max(1_000) })).max(100),
  }),
  documents: z.array(z.object({ dataset: text, bytes: number, values: z.array(number).max(100) })).max(1_000),
  contamination,
  environment: z.record(z.string(), z.union([text, number])),
  method: text.optional(),
});

/**
 * What an evaluation found: the model beside its ancestors, baselines and published results, with confidence
 * intervals; `rows` begins with the model and its ancestors, parent first.
 */
export type EvaluationReport = z.infer<typeof evaluationReportSchema>;

/**
 * Reads the `report.json` of an evaluation; a worker wrote it, so it may be anything.
 *
 * @returns Nothing if it has another form: somebody else's algorithm may report whatever it likes.
 *
 * @example
 * const report = parseEvaluationReport(await readFile("results/report.json", "utf8"));
 */
export function parseEvaluationReport(json: string): EvaluationReport | undefined {
  try {
    const checked = evaluationReportSchema.safeParse(JSON.parse(json));
    return checked.success && hasMetric(checked.data) ? checked.data : undefined;
  } catch {
    return undefined;
  }
}

/** Whether its models were measured by the metric that it names. */
function hasMetric({ rows, metric }: EvaluationReport): boolean {
  const models = rows.filter(({ hop }) => hop !== undefined);
  return models[0]?.kind === "model" && models.every(({ metrics }) => Object.hasOwn(metrics, metric.name));
}
