import type { Report } from "./report.ts";

/** A picture on the page: a path relative to it, and what it shows. */
export interface Picture {
  readonly path: string;
  readonly caption: string;
}

/** Renders the story's closing page: one HTML file that opens from disk and needs nothing from elsewhere. */
export function renderPage(report: Report, pictures: readonly Picture[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Posthuman: the seven steps</title>
<style>${style}</style>
<main>
<h1>Posthuman: the seven steps</h1>
<p>A language model was trained further twice by people who never saw its weights. What it earns is shared along its
lineage: half to its last trainer, a quarter to the one before, and so on.</p>
<h2>Lineage and shares</h2>
${report.models.map((model) => lineageCard(report, model.name)).join("\n")}
<h2>Jobs</h2>
${table(
  ["kind", "model", "state", "seconds", "gas: request", "lease", "submit", "settle"],
  report.jobs.map(({ kind, model, state, seconds, gas }) => [
    kind,
    model,
    state,
    seconds.toFixed(1),
    ...[gas.request, gas.lease, gas.submit, gas.settle].map((units) => units.toLocaleString("en")),
  ]),
)}
<h2>Derek asks M3</h2>
<blockquote><b>${escape(report.inference.prompt)}</b>${escape(report.inference.text)}</blockquote>
<h2>Elena's evaluation</h2>
<p>On her own text (${escape(report.evaluation.text)}), which no model was trained on. Fewer bits per byte are better.
<a href="elena/report.html">The whole evaluation</a>: confidence intervals, prices, overlap with the training data.</p>
${table(
  ["model", "bits per byte"],
  report.evaluation.rows.map(({ model, bitsPerByte }) => [model, bitsPerByte.toFixed(3)]),
)}
<div class="pictures">
${pictures.map(({ path, caption }) => `<figure><img src="${escape(path)}" alt="${escape(caption)}"><figcaption>${escape(caption)}</figcaption></figure>`).join("\n")}
</div>
<h2>Balances at the end</h2>
${table(
  ["account", "token", "amount"],
  report.balances.map(({ account, token, amount }) => [account, token, amount]),
)}
</main>
</html>
`;
}

function lineageCard(report: Report, name: string): string {
  const model = report.models.find((candidate) => candidate.name === name);
  if (!model) return "";
  const shares = Object.entries(report.shares[name] ?? {});
  const parts = shares
    .map(
      ([who, share], hop) =>
        `<span class="share hop${hop}" style="flex:${share}">${escape(who)} ${Number(share) * 100} %</span>`,
    )
    .join("");
  const parent = model.parent === null ? "root" : `child of ${model.parent}`;
  return `<section class="model"><h3>${escape(name)} <small>${escape(parent)} · ${model.bitsPerByte.toFixed(3)} bits per byte · <code>${model.id}</code></small></h3><div class="bar">${parts}</div></section>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, values: readonly string[]) =>
    values.map((value) => `<${tag}>${escape(value)}</${tag}>`).join("");
  return `<div class="scroll"><table><thead><tr>${cells("th", head)}</tr></thead><tbody>${rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("")}</tbody></table></div>`;
}

function escape(text: string): string {
  const names: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => names[character] ?? character);
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { line-height: 1.15; } h2 { margin-top: 2.5rem; } small { font-weight: normal; opacity: .75; }
code { font-size: .8em; overflow-wrap: anywhere; }
.bar { display: flex; border-radius: .4rem; overflow: hidden; font-size: .85rem; }
.share { padding: .4rem .5rem; background: #3557b7; color: #fff; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; min-width: 0; }
.hop1 { background: #15724f; } .hop2 { background: #96471a; } .hop3 { background: #595959; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; } td, th { padding: .3rem .8rem; text-align: left; border-bottom: 1px solid #8886; }
blockquote { margin: 0; padding: 1rem; border-left: .3rem solid #3557b7; background: #8881; white-space: pre-wrap; }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; margin-top: 1rem; } figure { margin: 0; flex: 1 1 20rem; } img { width: 100%; height: auto; }
`;
