import type { EvaluationReport } from "./EvaluationReport.ts";
import { costSection } from "./page/costSection.ts";
import { differenceSection } from "./page/differenceSection.ts";
import { escapeHtml } from "./page/html.ts";
import { methodSection } from "./page/methodSection.ts";
import { overlapSection } from "./page/overlapSection.ts";
import { pageStyle } from "./page/pageStyle.ts";
import { profileSection } from "./page/profileSection.ts";
import { qualitySection } from "./page/qualitySection.ts";
import { verdict } from "./page/verdict.ts";

/** What stands on the page beside the report. */
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
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="muted">An evaluation of a model beside its ancestors, on ${benchmark === undefined ? "data that nobody but its owner and the worker has seen" : "a standard benchmark"}.</p>
${verdict(report)}
${qualitySection(report)}
${differenceSection(report)}
${costSection(report, prices)}
${profileSection(report)}
${overlapSection(report)}
${methodSection(report, facts)}
</main>
</body>
</html>
`;
}
