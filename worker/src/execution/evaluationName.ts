/** How much of the first line is looked at. */
const MOST_BYTES = 1024 * 1024;

/**
 * Names a family's evaluation set after its format, by its first bytes alone: it is committed to by its hash, so that
 * what its file was called somewhere must not change how it is read. Tables and archives are recognised; all else is
 * `evaluation.txt`, which tasks that need columns read as CSV.
 * @param start The file's first mebibyte, or all of it.
 */
export function evaluationName(start: Buffer): string {
  return `evaluation.${formatOf(start)}`;
}

function formatOf(start: Buffer): string {
  const latin = start.toString("latin1", 0, MOST_BYTES);
  if (latin.startsWith("PAR1")) return "parquet";
  if (latin.startsWith("PK\x03\x04")) return "zip";
  if (latin.slice(257, 262) === "ustar") return "tar";
  const line = start.toString("utf8", 0, MOST_BYTES).trimStart().split("\n", 1)[0] ?? "";
  return line.startsWith("{") && isJson(line) ? "jsonl" : "txt";
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
