import { print, reportError, table } from "@posthuman/cli/terminal";
/**
 * `npm run smoke -- --network sepolia`: runs one small paid job on the deployment there and compares every balance with
 * what the contracts promise.
 */
import { readOptions } from "./smoke/readOptions.ts";
import { runSmoke } from "./smoke/runSmoke.ts";

const options = readOptions();
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
