import { costOfQuality } from "../costOfQuality.ts";
import type { EvaluationReport } from "../EvaluationReport.ts";
import { amount, figure, signed } from "./figures.ts";
import { escapeHtml } from "./html.ts";
import { table } from "./table.ts";

/** What one job of each model costs, beside what it is worth. */
export function costSection(
  report: EvaluationReport,
  prices: readonly { readonly price?: bigint }[] | undefined,
): string {
  if (prices === undefined) return "";
  const costs = costOfQuality(report, prices);
  const { metric, rows } = report;
  const cells = costs.map(({ model, price, gained, perHundredth }, hop) => [
    model,
    price === undefined ? "not for sale" : amount(price),
    figure(rows[hop]!.metrics[metric.name]!.value),
    hop === costs.length - 1 ? "—" : signed(gained),
    perHundredth === undefined ? "—" : perHundredth > 0 ? amount(perHundredth) : "no more",
  ]);
  return `<h2>Is it worth its price?</h2>
<p>Prices of one job's datatoken, where it was cheapest when this page was made; the worker's fee is the same for all of them.
The last column is what a job costs more than the root's for each 0.01 ${escapeHtml(metric.label)} that it gained.</p>
${table(
  "Price and quality of each model",
  [
    { title: "" },
    { title: "OCEAN a job", figures: true },
    { title: metric.label, figures: true },
    { title: "gained over the root", figures: true },
    { title: "OCEAN per 0.01 gained", figures: true },
  ],
  cells,
)}`;
}
