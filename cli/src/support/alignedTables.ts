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
