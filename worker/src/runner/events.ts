import type { FileHandle } from "node:fs/promises";
import { z } from "zod";
import { openRegular } from "../store/files.ts";

/** Numbers must be finite: JSON's 1e999 becomes Infinity. */
const number = z.number().finite();
const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const sha256 = z.string().regex(/^[0-9a-f]{64}$|^$/);
const name = z.string().regex(/^[A-Za-z][\w.-]{0,63}$/);
const record = <Value extends z.ZodType>(value: Value) =>
  z.record(name, value).refine((found) => Object.keys(found).length <= 64);

const plain = z.union([number, z.boolean(), z.string().max(64), z.null()]);
const cursor = record(z.union([plain, z.array(plain).max(64), record(plain)]));
/** A task's metric by its name, of the parent and of the child. */
const metric = z.object({ name, parent: number, child: number }).strict();
const metrics = record(z.union([number, z.null(), record(number), metric]));
const argument = z.union([number, z.boolean(), z.string().transform((text) => text.slice(0, 200))]);

/** A line of `logs/events.jsonl`. Fields that are not listed are dropped. */
const jobEvent = z.discriminatedUnion("event", [
  z.object({ event: z.literal("start"), algorithm: name, total: count.optional() }),
  z.object({
    event: z.literal("progress"),
    step: count,
    total: count,
    /** What is being done, where a job does several things one after the other. */
    phase: z
      .string()
      .regex(/^[a-z][a-z -]{0,63}$/)
      .optional(),
    loss: number.nullish(),
    tokens_per_s: number.nullish(),
    eta_s: number.nullish(),
  }),
  z.object({
    event: z.literal("checkpoint"),
    step: count,
    weights: sha256,
    optimizer: sha256.nullish(),
    rng: sha256.nullish(),
    cursor: cursor.nullish(),
    loss: number.nullish(),
  }),
  z.object({ event: z.literal("metrics"), metrics }),
  z.object({ event: z.literal("ready"), engine: name, context: count, chatTemplate: z.boolean().optional() }),
  z.object({
    event: z.literal("error"),
    code: z.string().regex(/^[A-Z][A-Z0-9_]{2,63}$/),
    args: record(argument),
  }),
  z.object({ event: z.literal("end") }),
]);

/** What an algorithm reports of its work, checked. */
export type JobEvent = z.infer<typeof jobEvent>;

/** Bytes of the longest line that is looked at. */
const MAX_LINE_BYTES = 65_536;

/** The event that a line holds, or nothing if it holds none: the line comes from hostile code, so nothing in it is trusted. */
function parseEvent(line: Buffer): JobEvent | undefined {
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

/** Bytes read at one look; the rest waits for the next. */
const READ_BYTES = 256 * 1024;

/** Progress events passed on at one look; of more, the later ones are dropped, as the next look brings newer ones. */
const PROGRESS_PER_LOOK = 20;

/** Reads events as an algorithm appends them. */
interface EventTail {
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

/** Passes events on at the reader's own pace. */
export interface EventStream {
  readonly events: AsyncIterable<JobEvent>;
  push(event: JobEvent): void;
  /** Ends the stream once what was pushed is read. */
  end(): void;
}

/** Makes a stream for one reader. What it holds back is bounded by the limit on a run's logs. */
export function createEventStream(): EventStream {
  const waiting: JobEvent[] = [];
  let ended = false;
  let changed = Promise.withResolvers<void>();
  const change = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  async function* read(): AsyncGenerator<JobEvent, void> {
    for (;;) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else if (ended) return;
      else await changed.promise;
    }
  }
  return {
    events: { [Symbol.asyncIterator]: read },
    push(event) {
      waiting.push(event);
      change();
    },
    end() {
      ended = true;
      change();
    },
  };
}

/** How a run is followed. */
export interface FollowOptions {
  /** Stops the run: the algorithm is asked first. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each event of the algorithm. If it throws, the run is stopped. */
  readonly onEvent?: (event: JobEvent) => void;
  /** Seconds between the request to stop and the end by force; without it the runner's own. */
  readonly graceSeconds?: number;
}

/** Follows a run to its end, and passes its events on. @returns how it ended. */
export async function followRun<Result>(
  run: {
    readonly events: AsyncIterable<JobEvent>;
    stop(graceSeconds?: number): Promise<void>;
    readonly ended: Promise<Result>;
  },
  { signal, onEvent = () => undefined, graceSeconds }: FollowOptions = {},
): Promise<Result> {
  const stop = () => void run.stop(graceSeconds);
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    for await (const event of run.events) onEvent(event);
    return await run.ended;
  } catch (error) {
    await run.stop(0);
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/** The file is the algorithm's to make; what is not there, or cannot be read, holds no events. */
function openEvents(path: string): Promise<FileHandle | undefined> {
  return openRegular(path).catch(() => undefined);
}

async function endOf(path: string): Promise<number> {
  await using file = await openEvents(path);
  return file ? (await file.stat()).size : 0;
}

async function readFrom(path: string, position: number): Promise<Buffer> {
  await using file = await openEvents(path);
  if (!file) return Buffer.alloc(0);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, position);
  return buffer.subarray(0, bytesRead);
}
