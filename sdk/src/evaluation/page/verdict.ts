import type { EvaluationReport } from "../EvaluationReport.ts";
import { bounds, figure, signed } from "./figures.ts";
import { escapeHtml } from "./html.ts";

/** The one thing to know: is the model better than its parent? */
export function verdict({ rows, metric, differences, bootstrap }: EvaluationReport): string {
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
