import type { EvaluationReport } from "../EvaluationReport.ts";
import { bounds, percent, signed } from "./figures.ts";
import { escapeHtml } from "./html.ts";
import { axisOf, intervalBar } from "./intervalBar.ts";
import { table } from "./table.ts";

/** The model against each of its ancestors, on the same draws. */
export function differenceSection({ rows, differences, metric }: EvaluationReport): string {
  if (differences.length === 0) return "";
  const axis = axisOf([0, ...differences.flatMap(({ gain, interval }) => [gain, ...(interval ?? [])])]);
  const cells = differences.map(({ model, gain, interval, betterInDraws, verdict }) => [
    model,
    signed(gain),
    bounds(interval, signed),
    { html: intervalBar({ value: gain, interval, kind: verdict }, axis, [0]) },
    betterInDraws === null ? "—" : percent(betterInDraws),
    { html: `<span class="${verdict}"><span class="tag">${verdict}</span></span>` },
  ]);
  return `<h2>Is it really better?</h2>
<p>What ${escapeHtml(rows[0]!.model)} gained over each ancestor in ${escapeHtml(metric.label)}, to the right of the dashed line = better. Model and
ancestor are compared on the same parts of the data, so what is hard for both of them does not blur the difference.</p>
${table(
  "Gain over each ancestor",
  [
    { title: "against" },
    { title: "gain", figures: true },
    { title: "interval", figures: true },
    { title: "worse ← → better" },
    { title: "better in draws", figures: true },
    { title: "verdict" },
  ],
  cells,
)}`;
}
