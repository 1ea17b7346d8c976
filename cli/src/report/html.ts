import { pageStyle } from "./pageStyle.ts";

/** What a page of its own consists of. */
export interface HtmlPage {
  readonly title: string;
  /** HTML of the page's main part, without its heading. */
  readonly body: string;
  /** CSS besides that of every page. */
  readonly style?: string;
  /** Whether it shows pictures from its own folder. */
  readonly pictures?: boolean;
}

/** One HTML file that opens from disk: no script, and nothing from elsewhere. */
export function htmlPage({ title, body, style = "", pictures = false }: HtmlPage): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'${pictures ? "; img-src 'self' file:" : ""}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

const NAMES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text with everything escaped that means something in HTML, for attributes as well. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => NAMES[character]!);
}

/** A cell: text, or HTML that was made here. */
export type Cell = string | { readonly html: string };

/** A column: its heading, and whether it holds figures, which are aligned to the right. */
export interface Column {
  readonly title: string;
  readonly figures?: boolean;
}

/** A table, on a small screen a list of rows with their titles; the first cell of a row is its heading. */
export function htmlTable(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): string {
  const kind = (i: number) => (columns[i]?.figures ? ' class="figure"' : "");
  const title = (i: number) =>
    `<span class="title" aria-hidden="true">${escapeHtml(columns[i]?.title ?? "")}</span>`;
  const head = columns.map(({ title }, i) => `<th scope="col"${kind(i)}>${escapeHtml(title)}</th>`).join("");
  const body = rows.map(
    (cells) =>
      `<tr>${cells
        .map((cell, i) =>
          i === 0
            ? `<th scope="row">${htmlOf(cell)}</th>`
            : `<td${kind(i)}>${title(i)}<div>${htmlOf(cell)}</div></td>`,
        )
        .join("")}</tr>`,
  );
  // A region that scrolls must be reachable by the keyboard.
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(caption)}"><table>
<thead><tr>${head}</tr></thead>
<tbody>${body.join("\n")}</tbody></table></div>`;
}

function htmlOf(cell: Cell): string {
  return typeof cell === "string" ? escapeHtml(cell) : cell.html;
}
