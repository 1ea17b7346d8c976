const { stderr } = process;

/**
 * Shows one step while it runs: a line that counts the seconds on a terminal, one line at its start and end elsewhere.
 * @template T
 * @param {string} title for example "npm packages"
 * @param {(note: (text: string) => void) => Promise<T>} work may call `note` with what it is doing
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const start = Date.now();
  const seconds = () => `${Math.round((Date.now() - start) / 1000)} s`;
  if (!stderr.isTTY) {
    stderr.write(`setup: ${title} …\n`);
    const result = await work(() => {});
    stderr.write(`setup: ${title} ready after ${seconds()}\n`);
    return result;
  }
  let doing = "";
  const draw = () =>
    stderr.write(`\r\x1b[2K  ${title} … ${seconds()} ${doing}`.slice(0, (stderr.columns ?? 80) + 5));
  const timer = setInterval(draw, 250);
  draw();
  try {
    const result = await work((text) => (doing = text.replace(/[^\x20-\x7e]/g, "")));
    stderr.write(`\r\x1b[2K✓ ${title} (${seconds()})\n`);
    return result;
  } catch (error) {
    stderr.write("\r\x1b[2K");
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** One plain line. */
export function say(text) {
  stderr.write(`setup: ${text}\n`);
}
