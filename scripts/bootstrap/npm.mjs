import { diagnose } from "./diagnose.mjs";
import { run } from "./run.mjs";
import { SetupError } from "./SetupError.mjs";

/** Quiet, no scripts (none of the packages needs its own), and no minutes of retries where there is no network. */
const always = ["--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=3", "--fetch-retry-factor=3"];
const waits = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=15000"];

/**
 * Runs npm.
 * @param {string} what the sentence for a failure, such as "The npm packages could not be installed"
 */
export async function npm(what, args, env, note) {
  const result = await run("npm", [...args, ...always, ...waits], { env, onLine: note });
  if (result.code === 127) {
    throw new SetupError(
      "npm was not found.",
      "Install npm (it comes with Node), then run the same command again.",
    );
  }
  if (result.code !== 0) throw diagnose(what, result);
}
