import { escapeHtml, htmlPage, htmlTable } from "@posthuman/cli/report";
import type { Report } from "./report.ts";

/** A picture on the page: a path relative to it, and what it shows. */
export interface Picture {
  readonly path: string;
  readonly caption: string;
}

/** Renders the story's closing page: one HTML file that opens from disk and needs nothing from elsewhere. */
export function renderPage(report: Report, pictures: readonly Picture[]): string {
  const { models, inference, evaluation } = report;
  const body = `<p>A language model was trained further twice by people who never saw its weights. What it earns is shared along its
lineage: half to its last trainer, a quarter to the one before, and so on.</p>
<h2>Lineage and shares</h2>
${models.map((model) => lineageCard(report, model.name)).join("\n")}
<h2>Jobs</h2>
${jobsTable(report)}
<h2>Derek asks M3</h2>
<blockquote><b>${escapeHtml(inference.prompt)}</b>${escapeHtml(inference.text)}</blockquote>
<h2>Elena's evaluation</h2>
<p>On her own text (${escapeHtml(evaluation.text)}), which no model was trained on. Fewer bits per byte are better.
<a href="elena/report.html">The whole evaluation</a>: confidence intervals, prices, overlap with the training data.</p>
${htmlTable(
  "Evaluation",
  [{ title: "model" }, { title: "bits per byte", figures: true }],
  evaluation.rows.map(({ model, bitsPerByte }) => [model, bitsPerByte.toFixed(3)]),
)}
<div class="pictures">
${pictures.map(figure).join("\n")}
</div>
<h2>Balances at the end</h2>
${htmlTable(
  "Balances",
  [{ title: "account" }, { title: "token" }, { title: "amount", figures: true }],
  report.balances.map(({ account, token, amount }) => [account, token, amount]),
)}`;
  return htmlPage({ title: "Posthuman: the seven steps", body, style, pictures: true });
}

function jobsTable({ jobs }: Report): string {
  const calls = ["gas: request", "lease", "submit", "settle"].map((title) => ({ title, figures: true }));
  return htmlTable(
    "Jobs",
    [
      { title: "kind" },
      { title: "model" },
      { title: "state" },
      { title: "seconds", figures: true },
      ...calls,
    ],
    jobs.map(({ kind, model, state, seconds, gas }) => [
      kind,
      model,
      state,
      seconds.toFixed(1),
      ...[gas.request, gas.lease, gas.submit, gas.settle].map((units) => units.toLocaleString("en")),
    ]),
  );
}

function figure({ path, caption }: Picture): string {
  const text = escapeHtml(caption);
  return `<figure><img src="${escapeHtml(path)}" alt="${text}"><figcaption>${text}</figcaption></figure>`;
}

function lineageCard(report: Report, name: string): string {
  const model = report.models.find((candidate) => candidate.name === name);
  if (!model) return "";
  const shares = Object.entries(report.shares[name] ?? {});
  const parts = shares
    .map(
      ([who, share], hop) =>
        `<span class="share hop${hop}" style="flex:${share}">${escapeHtml(who)} ${Number(share) * 100} %</span>`,
    )
    .join("");
  const parent = model.parent === null ? "root" : `child of ${model.parent}`;
  return `<section><h3>${escapeHtml(name)} <small>${escapeHtml(parent)} · ${model.bitsPerByte.toFixed(3)} bits per byte · <code>${model.id}</code></small></h3><div class="shares">${parts}</div></section>`;
}

/** What the lineage, the quotation and the pictures need besides the style of every page. */
const style = `
h3 { margin: 1rem 0 .3rem; } h3 small { font-weight: normal; }
.shares { display: flex; border-radius: .4rem; overflow: hidden; font-size: .85rem; }
.share { padding: .4rem .5rem; background: #3557b7; color: #fff; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; min-width: 0; }
.hop1 { background: #15724f; } .hop2 { background: #96471a; } .hop3 { background: #595959; }
blockquote { margin: 0; padding: 1rem; border-left: .3rem solid var(--model); background: var(--soft); white-space: pre-wrap; }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; margin-top: 1rem; } figure { margin: 0; flex: 1 1 20rem; } img { width: 100%; height: auto; }
`;
