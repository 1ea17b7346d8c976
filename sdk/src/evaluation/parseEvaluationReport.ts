import { evaluationReportSchema, type EvaluationReport } from "./EvaluationReport.ts";

/**
 * Reads the `report.json` of an evaluation; a worker wrote it, so it may be anything.
 *
 * @returns Nothing if it has another form: an algorithm of somebody else's may report what it likes.
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
