import type { Writable } from "node:stream";
import { createRedactor } from "./redact.ts";

/** How much a line matters. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Facts beside a line's sentence. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes structured lines: one sentence and its facts. Nothing secret passes it. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** What to write, how, and where to. */
export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: "pretty" | "json";
  readonly stream: Writable;
  /** Texts that must never be shown. */
  readonly secrets: readonly string[];
  readonly now?: () => Date;
}

const ORDER: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** Makes a logger that writes to a stream: a JSON object a line, or a readable line for a terminal. */
export function createLogger(options: LoggerOptions): Logger {
  const { level, format, stream, secrets, now = () => new Date() } = options;
  const redact = createRedactor(secrets);
  const least = ORDER.indexOf(level);

  function write(at: LogLevel, message: string, fields: LogFields = {}): void {
    if (ORDER.indexOf(at) < least) return;
    const time = now().toISOString();
    const shown = { message: redact(message), ...(redact(fields) as Record<string, unknown>) };
    stream.write(
      format === "json" ? `${JSON.stringify({ time, level: at, ...shown })}\n` : pretty(time, at, shown),
    );
  }

  return {
    debug: (message, fields) => write("debug", message, fields),
    info: (message, fields) => write("info", message, fields),
    warn: (message, fields) => write("warn", message, fields),
    error: (message, fields) => write("error", message, fields),
  };
}

function pretty(time: string, level: LogLevel, { message, ...facts }: Record<string, unknown>): string {
  const tail = Object.entries(facts).map(
    ([name, fact]) => ` ${name}=${typeof fact === "string" ? fact : JSON.stringify(fact)}`,
  );
  // A line stays a line, so that no text from outside can forge another.
  const line = `${time.slice(11, 19)} ${level.toUpperCase().padEnd(5)} ${String(message)}${tail.join("")}`;
  return `${line.replace(/[\r\n]+/g, " ")}\n`;
}
