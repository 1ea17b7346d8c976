/** Characters of one output that are shown. */
const MOST = 4_000;

/** An output of a job for the terminal: its text, or for what is none its size. */
export function shownOutput(path: string, bytes: Buffer): string {
  const title = `${path}, ${bytes.length} bytes`;
  if (path.endsWith(".png")) return title;
  const text = bytes.toString("utf8");
  const shown = text.length > MOST ? `${text.slice(0, MOST)} …` : text.trimEnd();
  return `${title}:\n${shown}`;
}
