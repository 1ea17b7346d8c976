/**
 * `npm run smoke -- --network sepolia`: runs one small paid job on the deployment there and compares every balance with
 * what the contracts promise.
 */
import { print, reportError, table } from "@posthuman/cli/terminal";
import { networkOptions, toNetworkOptions } from "./deploy/options.ts";
import { readArguments } from "./options/readArguments.ts";
import { runSmoke } from "./smoke/runSmoke.ts";

const USAGE = `npm run smoke -- --network NAME [options]      runs one small paid job on a deployment

  --network NAME         a network that npm run deploy deployed to, by name or chain id
  --yes                  do not ask before anything is sent
  --json                 print one JSON document on stdout and nothing else
  --keystore FILE        the account that pays: an encrypted keystore (JSON V3)
  --password-file FILE   file with the keystore's password, mode 0600; else it is asked for
  --deployments DIR      where the deployment was written (default: deploy/deployments)
  --ocean FILE           where Ocean's contracts lie (for practice)

Without --keystore the key is the configuration variable <NETWORK>_PRIVATE_KEY, and the chain's URL is
<NETWORK>_RPC_URL, from the environment or from Hardhat's keystore.
`;

const options = readArguments(USAGE, networkOptions, toNetworkOptions);
const say = (line: string) => void process.stderr.write(options.json ? "" : `${line}\n`);

try {
  const smoke = await runSmoke(options, say);
  const gas = smoke.transactions.reduce((sum, { gasUsed }) => sum + gasUsed, 0n);
  const rows = smoke.transactions.map(({ step, hash, gasUsed }) => [step, String(gasUsed), hash]);
  const text = [
    table(["step", "gas", "transaction"], [...rows, ["all", String(gas), ""]]),
    `${smoke.checks.length} balances are as the contracts promise. The deployment works.`,
  ];
  print({ ...smoke, gas }, text.join("\n\n"), options.json);
} catch (error) {
  process.exitCode = reportError(error, { json: options.json, restarts: false });
}
