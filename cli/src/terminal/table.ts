/**
 * Lays rows out in columns, under their titles.
 *
 * @param figures Whether all columns but the first hold figures, which stand to the right.
 */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  { figures = false } = {},
): string {
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const pad = (cell: string, column: number) => {
    const width = widths[column] ?? 0;
    return figures && column > 0 ? cell.padStart(width) : cell.padEnd(width);
  };
  return [titles, ...rows].map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}

/** Markdown with the cells of its tables laid out in columns, as a person at a terminal reads them. */
export function alignedTables(markdown: string): string {
  const lines = markdown.split("\n");
  const shown: string[] = [];
  for (let i = 0; i < lines.length;) {
    const end = lines.findIndex((line, at) => at >= i && !line.startsWith("|"));
    const until = end < 0 ? lines.length : end;
    shown.push(...(until > i ? aligned(lines.slice(i, until)) : [lines[i]!]));
    i = Math.max(until, i + 1);
  }
  return shown.join("\n");
}

function aligned(lines: readonly string[]): string[] {
  const rows = lines.map((line) =>
    line
      .replace(/^\||\|$/g, "")
      .split("|")
      .map((cell) => cell.trim()),
  );
  const isRule = (row: readonly string[]) => row.every((cell) => /^:?-+:?$/.test(cell));
  const rule = rows.find(isRule) ?? [];
  const cells = rows.filter((row) => !isRule(row));
  const widths =
    cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  return cells.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return rule[column]?.endsWith(":") ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
}

/** Names and values in two columns; what has no value is left out. */
export function pairs(lines: readonly (readonly [name: string, value: string | undefined])[]): string {
  const shown = lines.filter(([, value]) => value !== undefined);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n");
}
