import type { EvaluationReport } from "../EvaluationReport.ts";
import { count } from "./figures.ts";
import { escapeHtml } from "./html.ts";

/** How it was measured, with sources, so that it can be done again. */
export function methodSection(
  report: EvaluationReport,
  facts: readonly (readonly [name: string, value: string])[],
): string {
  const { bootstrap, contamination, environment, text, method, task } = report;
  const draws =
    bootstrap.resamples === 0
      ? `none: ${bootstrap.units} ${bootstrap.unit}s are too few`
      : `percentile bootstrap, ${count(bootstrap.resamples)} draws of ${count(bootstrap.units)} ${bootstrap.unit}s, seed ${bootstrap.seed}`;
  const rows: (readonly [string, string])[] = [
    ...facts,
    ["Task", task],
    ["Data", `${count(text.bytes)} bytes`],
    ...text.documents.slice(0, 20).map(({ dataset, sha256 }) => [dataset, `SHA-256 ${sha256}`] as const),
    ...(method === undefined ? [] : [["Measured", method] as const]),
    ["Intervals", draws],
    [
      "Environment",
      Object.entries(environment)
        .map((pair) => pair.join(" "))
        .join(", "),
    ],
  ];
  const list = rows.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`);
  const sources = [...bootstrap.sources, ...contamination.sources].map(
    (source) => `<li>${escapeHtml(source)}</li>`,
  );
  return `<h2>How it was measured</h2>
<dl>${list.join("\n")}</dl>
<details><summary>Sources</summary><ul>${sources.join("")}</ul></details>`;
}
