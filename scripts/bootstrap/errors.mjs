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

const again = "then run the same command again.";

/** What the package managers say, most telling first. */
const reasons = [
  [
    /ENOSPC|No space left|disk quota/i,
    "the disk is full",
    `Free some space (the setup needs about 7 GB), ${again}`,
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network (is unreachable|timeout|aborted)|Temporary failure|name resolution|Could not (connect|resolve)|dns error|error sending request|Failed to (establish|connect)|Connection (refused|reset|timed out)/i,
    "the network could not be reached",
    `Connect to the network (or set the proxy: HTTPS_PROXY), ${again}`,
  ],
  [
    /CERT_|certificate|SELF_SIGNED|UnknownIssuer/i,
    "the server's certificate is not trusted",
    `Name your certificates (NODE_EXTRA_CA_CERTS, SSL_CERT_FILE), ${again}`,
  ],
  [
    /EACCES|EPERM|EROFS|Permission denied|Read-only file system|Operation not permitted/i,
    "there is no permission to write",
    `Make the checkout and your home's cache folders yours (chown), ${again}`,
  ],
];

/**
 * Turns a failed program into the one message for a person.
 * @param {string} what for example "The npm packages could not be installed"
 * @param {{ code: number, output: string }} result of `run`
 */
export function diagnose(what, { code, output }) {
  for (const [pattern, why, fix] of reasons) {
    if (pattern.test(output)) return new SetupError(`${what}: ${why}.`, fix);
  }
  const lines = output.split("\n").filter((line) => /\S/.test(line));
  const telling = lines.find((line) => /\berror\b/i.test(line)) ?? lines.at(-1) ?? `exit code ${code}`;
  return new SetupError(
    `${what}: ${telling.trim()}`,
    `The whole output is in .toolchain/setup.log. Fix what it names, ${again}`,
  );
}
