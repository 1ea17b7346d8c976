import { costOfQuality, type EvaluationReport } from "@posthuman/sdk";
import { amount, count, figure, percent, signed } from "./charts.ts";
import { escapeHtml, htmlTable } from "./html.ts";

/** What one job of each model costs, next to what it is worth. */
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
${htmlTable(
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

/** From this share on, a document was probably read in training. */
const SUSPICIOUS = 0.05;

/** Whether the model was trained on the data that it was measured on. */
export function overlapSection({ contamination: found }: EvaluationReport): string {
  return `<h2>Has it read this before?</h2>\n${found.checked ? known(found) : unknown}`;
}

const unknown = `<p>Not known: the model does not bring hashes of what it was trained on. If this data was part of it, the figures above
are better than they would be on new data.</p>`;

function known({ method, complete, scale = 1, share, documents }: EvaluationReport["contamination"]): string {
  const kept = scale === 1 ? "every one of them" : `one in ${count(scale)}`;
  const all = complete
    ? "They cover all trainings, back to the root's."
    : "They do not cover all trainings: what an ancestor read before is not known.";
  const words =
    share === null || share === undefined
      ? `cannot be told: the data is too short for ${escapeHtml(method)}`
      : `<b>${percent(share)}</b> of ${escapeHtml(method)}`;
  const cells = documents.map(({ dataset, bytes, ngrams, found, share: own }) => [
    dataset,
    count(bytes),
    count(ngrams),
    count(found),
    own === null
      ? "too short"
      : {
          html:
            own < SUSPICIOUS
              ? percent(own)
              : `<span class="worse"><span class="tag">${percent(own)}</span></span>`,
        },
  ]);
  return `<p>Overlap with the training data: ${words}. The model carries hashes of what it was trained on,
${kept}, and its weights' commitment on chain covers them. ${all}</p>
${htmlTable(
  "Overlap of each document with the training data",
  [
    { title: "" },
    ...["bytes", "13-grams looked for", "found", "overlap"].map((title) => ({ title, figures: true })),
  ],
  cells,
)}`;
}

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
