import { openSource, PosthumanError, type TranscriptEntry } from "@posthuman/sdk";

/**
 * Reads a file of calls, one JSON object a line.
 * @throws PosthumanError `FILE_UNREADABLE`, `TRANSCRIPT_INVALID`.
 */
export async function readTranscript(path: string): Promise<TranscriptEntry[]> {
  const text = await (await openSource(path)).text();
  return text.split("\n").flatMap((line, i) => {
    if (line.trim() === "") return [];
    const invalid = (reason: string) =>
      new PosthumanError("TRANSCRIPT_INVALID", { line: i + 1, path, reason });
    let entry: unknown;
    try {
      entry = JSON.parse(line);
    } catch {
      throw invalid("it is not JSON");
    }
    if (!isEntry(entry)) throw invalid("it lacks request, or both response and chunks");
    return [entry];
  });
}

function isEntry(value: unknown): value is TranscriptEntry {
  if (typeof value !== "object" || value === null) return false;
  const { request, response, chunks } = value as TranscriptEntry;
  return request !== undefined && (response !== undefined || Array.isArray(chunks));
}
