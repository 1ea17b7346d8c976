import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { JobEvent } from "./JobEvent.ts";
import { MAX_LINE_BYTES, parseEvent } from "./parseEvent.ts";

/** Bytes read at one look; what is more waits for the next. */
const READ_BYTES = 256 * 1024;

/** Progress events passed on at one look; of more, the later ones are dropped, as the next look brings newer ones. */
const PROGRESS_PER_LOOK = 20;

/** Reads events as an algorithm appends them. */
export interface EventTail {
  /** Passes on what was appended since the last look. */
  look(): Promise<void>;
  /** Passes on all that is left, once the algorithm has ended. */
  finish(): Promise<void>;
  /** The last event `error`. */
  lastError(): Extract<JobEvent, { event: "error" }> | undefined;
}

/** Follows the file `path` from its present end, or from its beginning if it is not there yet. */
export async function tailEvents(path: string, onEvent: (event: JobEvent) => void): Promise<EventTail> {
  let position = await endOf(path);
  let lastError: ReturnType<EventTail["lastError"]>;
  /** The beginning of a line whose end has not come yet. */
  let unfinished: Buffer = Buffer.alloc(0);
  /** Whether the rest of an overlong line is still to come. */
  let skipping = false;
  let progress = 0;

  function take(line: Buffer): void {
    const event = skipping ? undefined : parseEvent(line);
    skipping = false;
    if (!event) return;
    if (event.event === "error") lastError = event;
    if (event.event === "progress" && ++progress > PROGRESS_PER_LOOK) return;
    onEvent(event);
  }

  async function look(): Promise<boolean> {
    progress = 0;
    const bytes = await readFrom(path, position);
    position += bytes.length;
    let rest = Buffer.concat([unfinished, bytes]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      take(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
    if (rest.length > MAX_LINE_BYTES) skipping = true;
    unfinished = skipping ? Buffer.alloc(0) : rest;
    return bytes.length > 0;
  }

  return {
    look: async () => void (await look()),
    async finish() {
      while (await look());
      if (unfinished.length > 0) take(unfinished);
    },
    lastError: () => lastError,
  };
}

/** The file is the algorithm's: it may have made it a link to a file of the host, or a pipe that never answers. */
async function openRegular(path: string) {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch(() => undefined);
  if (!file || (await file.stat()).isFile()) return file;
  await file.close();
  return undefined;
}

async function endOf(path: string): Promise<number> {
  await using file = await openRegular(path);
  return file ? (await file.stat()).size : 0;
}

async function readFrom(path: string, position: number): Promise<Buffer> {
  await using file = await openRegular(path);
  if (!file) return Buffer.alloc(0);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, position);
  return buffer.subarray(0, bytesRead);
}
