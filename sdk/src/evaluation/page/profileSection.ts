import type { EvaluationReport } from "../EvaluationReport.ts";
import { escapeHtml } from "./html.ts";
import { lineChart } from "./lineChart.ts";
import { count, figure } from "./figures.ts";
import { table } from "./table.ts";

/** Lines that a chart can tell apart. */
const MOST_LINES = 3;

/** How the metric runs along the data, and by document where there are several. */
export function profileSection({ profile, documents, metric, rows, bootstrap }: EvaluationReport): string {
  const { models, unitsEach } = profile;
  const points = models[0]?.values.length ?? 0;
  if (points < 2) return "";
  const each =
    unitsEach === 1
      ? `one ${bootstrap.unit} each`
      : `${Math.round(unitsEach * 10) / 10} ${bootstrap.unit}s each`;
  const chart = lineChart(
    models.slice(0, MOST_LINES).map(({ model, values }) => ({ label: model, values })),
    {
      title: `${metric.label} along the data`,
      from: "beginning of the data",
      to: `its end; ${points} stretches, ${each}`,
    },
  );
  const names = rows.filter(({ hop }) => hop !== undefined).map(({ model }) => model);
  const byDocument =
    documents.length < 2
      ? ""
      : `<details><summary>By document (${documents.length})</summary>${table(
          `${metric.label} by document`,
          [
            { title: "" },
            { title: "bytes", figures: true },
            ...names.map((title) => ({ title, figures: true })),
          ],
          documents.map(({ dataset, bytes, values }) => [dataset, count(bytes), ...values.map(figure)]),
        )}</details>`;
  return `<h2>Where is it better?</h2>\n<p>${escapeHtml(metric.label)} along the data; ${metric.better} is better.</p>\n${chart}\n${byDocument}`;
}
