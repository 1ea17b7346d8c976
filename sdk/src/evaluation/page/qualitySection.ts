import type { EvaluationReport } from "../EvaluationReport.ts";
import { bounds, count, figure } from "./figures.ts";
import { escapeHtml } from "./html.ts";
import { axisOf, intervalBar } from "./intervalBar.ts";
import { table } from "./table.ts";

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
${table(`${metric.label} of each model`, columns, cells)}
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
