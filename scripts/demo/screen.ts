/** Where the story is told: headings, facts, and progress bars that redraw themselves on a terminal. */
export interface Screen {
  /** Begins a step with a heading. */
  step(title: string): void;
  /** Says one thing that happened. */
  say(line: string): void;
  /** Draws or redraws a bar; `fraction` is 0 to 1, `detail` says what is measured and how long it will take. */
  progress(label: string, fraction: number, detail: string): void;
  /** Shows a block of text as it is. */
  show(block: string): void;
}

const BAR_WIDTH = 28;
const PLAIN_EVERY_MS = 5000;

/** Makes a screen on a stream: colours and redrawn bars on a terminal, plain lines now and then elsewhere. */
export function createScreen(stream: NodeJS.WriteStream): Screen {
  const live = stream.isTTY && !process.env.NO_COLOR;
  const started = performance.now();
  let open = false;
  let plainAt = -Infinity;

  const paint = (code: string, text: string) => (live ? `\u001b[${code}m${text}\u001b[0m` : text);
  const line = (text: string) => {
    if (open) stream.write("\n");
    open = false;
    stream.write(`${text}\n`);
  };

  return {
    step(title) {
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      plainAt = -Infinity;
      line(`\n${paint("1;36", title)} ${paint("2", `(${seconds} s)`)}`);
    },
    say: (text) => line(`  ${text}`),
    progress(label, fraction, detail) {
      const done = Math.max(0, Math.min(1, fraction));
      const full = Math.round(done * BAR_WIDTH);
      const bar = "█".repeat(full) + "░".repeat(BAR_WIDTH - full);
      const percent = `${(done * 100).toFixed(0).padStart(3)} %`;
      if (live) {
        stream.write(`\r\u001b[2K  ${label} ${paint("32", bar)} ${percent}  ${paint("2", detail)}`);
        open = true;
        if (done === 1) line("");
      } else if (done === 1 || performance.now() - plainAt > PLAIN_EVERY_MS) {
        plainAt = performance.now();
        line(`  ${label} ${bar} ${percent}  ${detail}`);
      }
    },
    show: (block) => line(block.replace(/^/gm, "  ")),
  };
}

/** Says how long something will take, in words. */
export function secondsLeft(seconds: number | undefined): string {
  return seconds === undefined ? "" : `${Math.ceil(seconds)} s left`;
}
