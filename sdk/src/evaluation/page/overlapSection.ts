import type { EvaluationReport } from "../EvaluationReport.ts";
import { count, percent } from "./figures.ts";
import { escapeHtml } from "./html.ts";
import { table } from "./table.ts";

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
${table(
  "Overlap of each document with the training data",
  [
    { title: "" },
    ...["bytes", "13-grams looked for", "found", "overlap"].map((title) => ({ title, figures: true })),
  ],
  cells,
)}`;
}
