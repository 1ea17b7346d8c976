import { escapeHtml } from "./html.ts";

/** A cell: text, or HTML that was made here. */
export type Cell = string | { readonly html: string };

/** A column: its heading, and whether it holds figures, which stand to the right. */
export interface Column {
  readonly title: string;
  readonly figures?: boolean;
}

/** A table, on a small screen a list of rows with their titles; the first cell of a row is its heading. */
export function table(
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
