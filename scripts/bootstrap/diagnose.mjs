import { SetupError } from "./SetupError.mjs";

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
    `The whole output is in .toolchain/setup.log. Mend that, ${again}`,
  );
}
