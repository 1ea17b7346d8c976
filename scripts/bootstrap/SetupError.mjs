/** A failure that a person can act on: what failed, and what to do about it. */
export class SetupError extends Error {
  /**
   * @param {string} what one sentence
   * @param {string} fix what to do, in one line
   */
  constructor(what, fix) {
    super(what);
    this.fix = fix;
  }
}

/** Prints an error as one message, never as a stack. */
export function report(error) {
  const { what, fix } =
    error instanceof SetupError ? { what: error.message, fix: error.fix } : explain(error);
  process.stderr.write(`\n✗ ${what}\n  ${fix}\n`);
}

/** The system's own errors (while it writes stamps, locks and logs) in the words of the others. */
function explain(error) {
  const where = error?.path ? ` (${error.path})` : "";
  if (error?.code === "ENOSPC")
    return { what: `The disk is full${where}.`, fix: "Free some space, then run the same command again." };
  if (error?.code === "EACCES" || error?.code === "EPERM" || error?.code === "EROFS") {
    return {
      what: `No permission to write${where}.`,
      fix: "Make the checkout yours (chown), then run the same command again.",
    };
  }
  return {
    what: `The setup failed: ${error?.message ?? error}`,
    fix: "Run the same command again; if it fails again, delete .toolchain and node_modules first.",
  };
}
