const { stderr } = process;

/** The steps under way, by title: when each began, and what it is doing. */
const active = new Map();
let timer;

/**
 * Shows a step while it runs: on a terminal one line for all steps under way, which counts the seconds; elsewhere one
 * line at its start and one at its end.
 * @template T
 * @param {string} title for example "npm packages"
 * @param {(note: (text: string) => void) => Promise<T>} work may call `note` with what it is doing
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const state = { start: Date.now(), doing: "" };
  active.set(title, state);
  if (stderr.isTTY) timer ??= setInterval(draw, 250);
  else stderr.write(`setup: ${title} …\n`);
  try {
    const result = await work((text) => (state.doing = text.replace(/[^\x20-\x7e]/g, "")));
    const done = `${title} (${seconds(state)})\n`;
    stderr.write(stderr.isTTY ? `\r\x1b[2K✓ ${done}` : `setup: ✓ ${done}`);
    return result;
  } finally {
    active.delete(title);
    if (stderr.isTTY) stderr.write("\r\x1b[2K");
    if (active.size === 0) timer = clearInterval(timer);
  }
}

/** One plain line. */
export function say(text) {
  stderr.write(`setup: ${text}\n`);
}

function draw() {
  const steps = [...active].map(([title, state]) => `${title} … ${seconds(state)}`);
  const [only] = active.size === 1 ? active.values() : [];
  const line = `  ${steps.join("   ")}  ${only?.doing ?? ""}`;
  stderr.write(`\r\x1b[2K${line.slice(0, (stderr.columns ?? 80) - 1)}`);
}

const seconds = ({ start }) => `${Math.round((Date.now() - start) / 1000)} s`;
