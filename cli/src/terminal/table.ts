/**
 * Lays cells out in columns, each as wide as its widest cell: a line for each row.
 *
 * @param isFigures Which columns are aligned to the right; by default none.
 */
export function columns(
  rows: readonly (readonly string[])[],
  isFigures: (column: number) => boolean = () => false,
): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  const pad = (cell: string, column: number) => {
    const width = widths[column] ?? 0;
    return isFigures(column) ? cell.padStart(width) : cell.padEnd(width);
  };
  return rows.map((row) => row.map(pad).join("  ").trimEnd());
}

/**
 * Lays rows out in columns, under their titles.
 *
 * @param figures Whether all columns but the first hold figures, which are aligned to the right.
 */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  { figures = false } = {},
): string {
  return columns([titles, ...rows], (column) => figures && column > 0).join("\n");
}

/** Names and values in two columns; what has no value is left out. */
export function pairs(lines: readonly (readonly [name: string, value: string | undefined])[]): string {
  return columns(lines.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))).join("\n");
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
  return columns(
    rows.filter((row) => !isRule(row)),
    (column) => rule[column]?.endsWith(":") ?? false,
  );
}
