/** One line that shows progress: redrawn in place on a terminal, printed now and then elsewhere. */
export interface StatusLine {
  /** @param fraction 0 to 1. */
  progress(label: string, fraction: number, details: string): void;
  /** Writes a line that stays, above. */
  say(text: string): void;
  /** Takes the line away: what follows begins in a line of its own. */
  clear(): void;
}

const WIDTH = 24;
/** A log that grew by a line for each step would hide all else. */
const PLAIN_EVERY_MS = 10_000;
const TICK_MS = 1_000;

/** Makes a status line on a stream. */
export function createStatusLine(stream: NodeJS.WriteStream): StatusLine {
  const live = stream.isTTY && process.env["TERM"] !== "dumb";
  let shown: { label: string; fraction: number; details: string } | undefined;
  let begun = 0;
  let plainAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;

  function draw(): void {
    if (shown === undefined) return;
    const { label, fraction, details } = shown;
    const full = Math.round(Math.max(0, Math.min(1, fraction)) * WIDTH);
    const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
    // Steps may be long: seconds that pass show that it is not stuck.
    const seconds = Math.floor((performance.now() - begun) / 1_000);
    const text = [`${label} ${bar} ${percent(fraction)}`, details, `${seconds} s`].filter(Boolean).join(", ");
    stream.write(`\r\u001b[2K${text.slice(0, (stream.columns || 100) - 1)}`);
  }

  function clear(): void {
    clearInterval(timer);
    timer = undefined;
    if (live && shown !== undefined) stream.write("\r\u001b[2K");
    shown = undefined;
  }

  return {
    clear,
    progress(label, fraction, details) {
      const isNew = shown?.label !== label;
      if (isNew) begun = performance.now();
      shown = { label, fraction, details };
      if (live) {
        timer ??= setInterval(draw, TICK_MS).unref();
        return draw();
      }
      if (!isNew && fraction < 1 && performance.now() - plainAt < PLAIN_EVERY_MS) return;
      plainAt = performance.now();
      stream.write(`${[`${label}: ${percent(fraction)}`, details].filter(Boolean).join(", ")}\n`);
    },
    say(text) {
      if (live && shown !== undefined) stream.write("\r\u001b[2K");
      stream.write(`${text}\n`);
      if (live) draw();
    },
  };
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}
