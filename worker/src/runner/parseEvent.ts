import { jobEvent, type JobEvent } from "./JobEvent.ts";

/** Bytes of the longest line that is looked at. */
export const MAX_LINE_BYTES = 65_536;

/** The event that a line holds, or nothing if it is none: the line comes from hostile code, so nothing in it is trusted. */
export function parseEvent(line: Buffer): JobEvent | undefined {
  if (line.length > MAX_LINE_BYTES) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line.toString("utf8"));
  } catch {
    return undefined;
  }
  const parsed = jobEvent.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
