import { stderr } from "node:process";

/** Lines of progress where there is no terminal. */
const LINES = 20;

/** How far a run is. */
export interface Progress {
  /** One more is done. */
  step(words: string): void;
  /** A line that stays. */
  say(line: string): void;
  end(): void;
}

/** Shows how far a long run is, on stderr: a bar that is redrawn on a terminal, some lines elsewhere. */
export function createProgress(total: number): Progress {
  const begun = performance.now();
  let done = 0;
  return {
    step(words) {
      done += 1;
      const minutes = (((performance.now() - begun) / done) * (total - done)) / 60_000;
      const left = minutes < 1 ? `${Math.round(minutes * 60)} s left` : `${minutes.toFixed(0)} min left`;
      const line = `${String(done).padStart(String(total).length)}/${total}, ${words}, ${left}`;
      if (stderr.isTTY) {
        const filled = Math.round((done / total) * 30);
        stderr.write(
          `\r\x1b[2K[${"█".repeat(filled)}${"░".repeat(30 - filled)}] ${line}`.slice(0, stderr.columns + 6),
        );
      } else if (done === total || done % Math.ceil(total / LINES) === 0) stderr.write(`${line}\n`);
    },
    say: (line) => void stderr.write(`${stderr.isTTY ? "\r\x1b[2K" : ""}${line}\n`),
    end: () => void (stderr.isTTY && stderr.write("\r\x1b[2K")),
  };
}
