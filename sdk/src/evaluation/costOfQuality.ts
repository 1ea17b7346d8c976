import type { EvaluationReport } from "./parseEvaluationReport.ts";

/** What a model's quality costs. */
export interface QualityCost {
  readonly model: string;
  /** Of one job's datatoken, in OCEAN; nothing if nobody sells. */
  readonly price?: number;
  /** What the model gained over the root, in the task's metric; more is better. */
  readonly gained: number;
  /**
   * How much more than the root's a job costs for each hundredth gained, in OCEAN; nothing if there is no such figure.
   */
  readonly perHundredth?: number;
}

const OCEAN = 1e18;

/**
 * Sets prices beside what was measured.
 *
 * @param report Of the model.
 * @param prices Of one job of the model and of each ancestor, parent first, in OCEAN's smallest unit.
 * @returns One line for each model, as the report has them.
 */
export function costOfQuality(
  { rows, metric }: EvaluationReport,
  prices: readonly { readonly price?: bigint }[],
): QualityCost[] {
  const models = rows.filter(({ hop }) => hop !== undefined);
  const sign = metric.better === "more" ? 1 : -1;
  const valueOf = (row: (typeof models)[number]) => sign * row.metrics[metric.name]!.value;
  const root = models.at(-1)!;
  const priceAt = (hop: number) => {
    const price = prices[hop]?.price;
    return price === undefined ? undefined : Number(price) / OCEAN;
  };
  const rootPrice = priceAt(models.length - 1);
  return models.map((row, hop) => {
    const price = priceAt(hop);
    const gained = valueOf(row) - valueOf(root);
    const more = price === undefined || rootPrice === undefined ? undefined : price - rootPrice;
    return {
      model: row.model,
      ...(price === undefined ? {} : { price }),
      gained,
      ...(more !== undefined && gained > 0 ? { perHundredth: more / (100 * gained) } : {}),
    };
  });
}
