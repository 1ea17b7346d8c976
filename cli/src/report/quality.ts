import type { EvaluationReport } from "@posthuman/sdk";
import { axisOf, bounds, count, figure, intervalBar, lineChart, percent, signed } from "./charts.ts";
import { escapeHtml, htmlTable } from "./html.ts";

type Row = EvaluationReport["rows"][number];

const KINDS: Readonly<Record<Row["kind"], string>> = {
  model: "the model",
  ancestor: "ancestor",
  baseline: "baseline",
  published: "published, on other data",
};

/** Every row by every metric, and a picture of the task's own. */
export function qualitySection(report: EvaluationReport): string {
  const { rows, metric, bootstrap, labels, benchmark } = report;
  const main = metric.name;
  const names = [main, ...Object.keys(rows[0]!.metrics).filter((name) => name !== main)];
  const shown = rows.filter(({ metrics }) => names.some((name) => Object.hasOwn(metrics, name)));
  const compared = shown.flatMap(({ metrics }) => (metrics[main] ? [metrics[main]] : []));
  const axis = axisOf(
    compared.flatMap(({ value, interval }) => [value, ...(interval ?? [])]),
    0,
  );
  const columns = [
    { title: "" },
    { title: metric.label, figures: true },
    { title: `${axis.map((end) => end.toPrecision(2)).join(" to ")}, ${metric.better} is better` },
    ...names.slice(1).map((name) => ({ title: labels?.[name] ?? name.replaceAll("_", " "), figures: true })),
  ];
  const cells = shown.map((row) => {
    const own = row.metrics[main];
    return [
      {
        html: `${escapeHtml(row.model)} <small class="${row.kind}"><span class="tag">${kindOf(row, benchmark?.name)}</span></small>`,
      },
      { html: measureOf(own) },
      { html: own ? intervalBar({ ...own, kind: row.kind }, axis) : "" },
      ...names.slice(1).map((name) => ({ html: measureOf(row.metrics[name]) })),
    ];
  });
  const notes = shown.filter(({ source }) => source !== undefined).map(noteOf);
  const sure =
    bootstrap.resamples > 0
      ? `Small figures are ${100 * bootstrap.confidence} % confidence intervals.`
      : "There is too little data for confidence intervals.";
  const errors = rows.some(({ metrics }) => metrics[main]?.error !== undefined);
  const measured =
    benchmark === undefined ? "" : `${count(benchmark.questions)} questions of ${benchmark.name}. `;
  return `<h2>How good is it?</h2>
<p>${escapeHtml(measured)}${errors ? "± is the standard error. " : ""}${sure}</p>
${htmlTable(`${metric.label} of each model`, columns, cells)}
${notes.length > 0 ? `<details><summary>Where the other figures are from</summary><ul>${notes.join("")}</ul></details>` : ""}`;
}

function kindOf({ kind, hop, parameters }: Row, benchmark: string | undefined): string {
  if (kind === "published" && benchmark !== undefined) return "published";
  const words = kind === "ancestor" && hop === 1 ? "parent" : KINDS[kind];
  return parameters === undefined ? words : `${words}, ${millions(parameters)} parameters`;
}

function millions(count: number): string {
  return count < 1e6 ? count.toLocaleString("en") : `${(count / 1e6).toFixed(1)} M`;
}

function measureOf(measure: Row["metrics"][string] | undefined): string {
  if (measure === undefined) return "—";
  const { value, interval, error } = measure;
  const text = error === undefined ? figure(value) : `${figure(value)} ± ${figure(error)}`;
  return interval === null ? text : `${text} <small>${bounds(interval)}</small>`;
}

function noteOf({ model, source = "", caveat = "" }: Row): string {
  return `<li><b>${escapeHtml(model)}</b>: ${escapeHtml([source, caveat].filter(Boolean).join(". "))}</li>`;
}

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
${htmlTable(
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
      : `<details><summary>By document (${documents.length})</summary>${htmlTable(
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
