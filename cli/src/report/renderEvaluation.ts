import type { EvaluationReport } from "@posthuman/sdk";
import { bounds, figure, signed } from "./charts.ts";
import { costSection, methodSection, overlapSection } from "./context.ts";
import { escapeHtml, htmlPage } from "./html.ts";
import { differenceSection, profileSection, qualitySection } from "./quality.ts";

/** What the page shows next to the report. */
export interface RenderEvaluationParameters {
  readonly report: EvaluationReport;
  /** Of one job of the model and of each ancestor, parent first, in OCEAN's smallest unit; `lineagePrices` finds them. */
  readonly prices?: readonly { readonly price?: bigint }[];
  /** More facts for the end of the page, such as the job and what it was checked against. */
  readonly facts?: readonly (readonly [name: string, value: string])[];
}

/**
 * Renders an evaluation as one HTML file that opens from disk: no script, and nothing from elsewhere.
 *
 * @example
 * const html = renderEvaluation({ report, prices: await lineagePrices(client, model) });
 */
export function renderEvaluation({ report, prices, facts = [] }: RenderEvaluationParameters): string {
  const { rows, text, benchmark } = report;
  const names = text.documents.map(({ dataset }) => dataset);
  const data = names.length === 1 ? names[0]! : `${names.length} documents`;
  const title = `${rows[0]!.model} on ${data}`;
  const whose =
    benchmark === undefined
      ? "data that nobody but its owner and the worker has seen"
      : "a standard benchmark";
  const body = [
    `<p class="muted">An evaluation of a model beside its ancestors, on ${whose}.</p>`,
    verdict(report),
    qualitySection(report),
    differenceSection(report),
    costSection(report, prices),
    profileSection(report),
    overlapSection(report),
    methodSection(report, facts),
  ].join("\n");
  return htmlPage({ title, body });
}

/** The one thing to know: is the model better than its parent? */
function verdict({ rows, metric, differences, bootstrap }: EvaluationReport): string {
  const own = rows[0]!;
  const value = own.metrics[metric.name]!;
  const verb = metric.better === "more" ? "reaches" : metric.label.includes("bits") ? "needs" : "has";
  const of =
    verb === "has" ? `a ${metric.label} of ${figure(value.value)}` : `${figure(value.value)} ${metric.label}`;
  const reached = `${own.model} ${verb} ${of}`;
  const [parent] = differences;
  if (parent === undefined) {
    return block("undecided", `${reached}.`, "It has no ancestors to be compared with.");
  }
  const words = {
    better: `${own.model} is better than ${parent.model}.`,
    worse: `${own.model} is worse than ${parent.model}.`,
    undecided: `Whether ${own.model} is better than ${parent.model} cannot be told from this data.`,
  };
  const sure =
    parent.interval === null
      ? "There is too little data for an interval."
      : `With ${100 * bootstrap.confidence} % confidence the gain lies between ${bounds(parent.interval, signed).replace(" … ", " and ")}.`;
  const gain = `${reached}, its parent ${figure(rows[1]!.metrics[metric.name]!.value)}: ${signed(parent.gain)} gained. ${sure}`;
  return block(parent.verdict, words[parent.verdict], gain);
}

function block(kind: string, first: string, second: string): string {
  return `<section class="verdict ${kind}"><strong>${escapeHtml(first)}</strong><p>${escapeHtml(second)}</p></section>`;
}
